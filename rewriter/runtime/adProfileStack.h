/* Part of rewriter. */
/* How many bytes are on the adjoint's stack, whichever ADFirstAidKit is linked.
 *
 * Since 2024 a kit reports its size. The kit of 2020 reports the location of its main stack, beside which scalars wait
 * in buffers: those of adBuffer.f are common blocks and can be read; those of adBuffer.c cannot. Both kinds of kit
 * compute in 32 bits, so sizes wrap at 4 GiB: as no single step between callbacks goes as far as 2 GiB, the true size
 * follows from the one before. */
#ifndef ADPROFILE_STACK_H
#define ADPROFILE_STACK_H

#include <stdint.h>

#define WEAK __attribute__((weak))

extern uint64_t adStack_getCurrentStackSize(void) WEAK;
extern unsigned long getCurLocation(void) WEAK;

/* The common blocks of adBuffer.f; the index counts from 1. */
extern struct { int32_t held[512]; int32_t next; } adi4fbuf_ WEAK;
extern struct { int64_t held[512]; int32_t next; } adi8fbuf_ WEAK;
extern struct { float held[512]; int32_t next; } adr4fbuf_ WEAK;
extern struct { double held[512]; int32_t next; } adr8fbuf_ WEAK;
extern struct { float held[512][2]; int32_t next; } adc8fbuf_ WEAK;
extern struct { double held[512][2]; int32_t next; } adc16fbuf_ WEAK;
extern struct { char held[512]; int32_t next; } ads1fbuf_ WEAK;
extern struct { int32_t held; int32_t bits; } adbitfbuf_ WEAK;

enum { STACK_NONE, STACK_EXACT, STACK_FORTRAN_BUFFERS, STACK_COARSE };
static int stack_kind;
static int stack_is_wide;
static int64_t stack_seen;
static int64_t stack_peak;

static void stack_look(void) {
    if (adStack_getCurrentStackSize) stack_kind = STACK_EXACT;
    else if (!getCurLocation) stack_kind = STACK_NONE;
    else if (&adi4fbuf_) stack_kind = STACK_FORTRAN_BUFFERS;
    else stack_kind = STACK_COARSE;
    stack_seen = stack_peak = 0;
}

static int64_t stack_fortran_buffers(void) {
    int64_t bytes = 4 * (int64_t)(adi4fbuf_.next - 1);
    if (&adi8fbuf_) bytes += 8 * (int64_t)(adi8fbuf_.next - 1);
    if (&adr4fbuf_) bytes += 4 * (int64_t)(adr4fbuf_.next - 1);
    if (&adr8fbuf_) bytes += 8 * (int64_t)(adr8fbuf_.next - 1);
    if (&adc8fbuf_) bytes += 8 * (int64_t)(adc8fbuf_.next - 1);
    if (&adc16fbuf_) bytes += 16 * (int64_t)(adc16fbuf_.next - 1);
    if (&ads1fbuf_) bytes += ads1fbuf_.next - 1;
    if (&adbitfbuf_) bytes += adbitfbuf_.bits / 8;
    return bytes;
}

static int64_t stack_size(void) {
    uint64_t reported;
    int64_t size;
    switch (stack_kind) {
    case STACK_EXACT: reported = adStack_getCurrentStackSize(); break;
    case STACK_FORTRAN_BUFFERS: reported = (uint64_t)getCurLocation() + (uint64_t)stack_fortran_buffers(); break;
    case STACK_COARSE: reported = (uint64_t)getCurLocation(); break;
    default: return 0;
    }
    if (reported >> 33) stack_is_wide = 1; /* a kit that has been fixed */
    if (stack_is_wide) {
        size = (int64_t)reported;
    } else {
        size = stack_seen + (int32_t)((uint32_t)reported - (uint32_t)stack_seen);
        if (size < 0) size += (int64_t)1 << 32;
    }
    stack_seen = size;
    if (size > stack_peak) stack_peak = size;
    return size;
}

#endif
