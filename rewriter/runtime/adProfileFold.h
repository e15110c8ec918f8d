/* Part of rewriter. */
/* Visits folded while they come: a loop's equal visits take no room, and equal sequences are kept once.
 *
 * Visits and sequences are interned: equal ones have one number, so that comparing them takes no time. A chain is
 * a stack of visits. Visits in a row that are equal make one item; when the last p items equal the p before them,
 * both become a block that is repeated, and further copies of the block only count. Taking visits off again unrolls
 * no more than one copy of the last block. */
#ifndef ADPROFILE_FOLD_H
#define ADPROFILE_FOLD_H

#include "adProfileMemory.h"
#include "adProfileNotes.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define BLOCK 0x80000000u   /* of an item: its sequence, repeated; */
#define EPISODE 0x40000000u /* its sequence is a recording made and reversed in this place */
#define NUMBER 0x3fffffffu
#define FARTHEST 4096u /* items compared at once; longer equal stretches are found while they go on */

typedef struct {
    uint32_t id;
    uint64_t times;
} Item;

typedef struct {
    int64_t gap;        /* bytes that the caller pushed since the visit before */
    int64_t left;       /* bytes that the visit left: its snapshot, or its recording */
    uint32_t site;
    uint32_t recording; /* of the callee; NONE while it is not known */
    uint32_t split;
    uint32_t hash;
    uint32_t next_recording, next; /* the reversed visit that it became last */
} Visit;

typedef struct {
    uint64_t first; /* of its items */
    uint32_t length;
    uint32_t hash;
    int64_t tail;
    uint64_t visits; /* unrolled */
} Sequence;

/* Numbers by hash: open addressing over numbers plus one. */
typedef struct {
    Area area;
    uint32_t count;
} Index;

static Area visit_area, sequence_area, item_area;
static Index visit_index, sequence_index;
static uint32_t visit_count, sequence_count;
static uint64_t item_count;

#define all_visits ((Visit *)visit_area.at)
#define sequences ((Sequence *)sequence_area.at)
#define all_items ((Item *)item_area.at)

static int index_grow(Index *index, uint32_t used, uint32_t (*hash_of)(uint32_t)) {
    Area wider = {NULL, 0};
    uint32_t count = index->count ? 2 * index->count : 4096, number, at;
    if (!area_holds(&wider, count * sizeof(uint32_t))) return 0;
    for (number = 0; number < used; number++) {
        for (at = hash_of(number) & (count - 1); ((uint32_t *)wider.at)[at]; at = (at + 1) & (count - 1)) {}
        ((uint32_t *)wider.at)[at] = number + 1;
    }
    area_clear(&index->area);
    index->area = wider;
    index->count = count;
    return 1;
}

static uint32_t visit_hash(uint32_t number) { return all_visits[number].hash; }
static uint32_t sequence_hash(uint32_t number) { return sequences[number].hash; }

/* The number of a visit, or NONE without memory; with limit, NONE also for a new one while memory is short. */
static uint32_t visit_number(int64_t gap, int64_t left, uint32_t site, uint32_t split, uint32_t recording, int limit) {
    uint64_t key = mixed(mixed(mixed((uint64_t)gap, (uint64_t)left), ((uint64_t)site << 1) | split), recording);
    uint32_t hash = (uint32_t)(key >> 24), at, number;
    Visit *visit;
    if (3 * (uint64_t)visit_count >= 2 * (uint64_t)visit_index.count
        && !index_grow(&visit_index, visit_count, visit_hash))
        return NONE;
    for (at = hash & (visit_index.count - 1); (number = ((uint32_t *)visit_index.area.at)[at]) != 0;
         at = (at + 1) & (visit_index.count - 1)) {
        visit = &all_visits[number - 1];
        if (visit->hash == hash && visit->gap == gap && visit->left == left && visit->site == site
            && visit->split == split && visit->recording == recording)
            return number - 1;
    }
    if ((limit && memory_is_short()) || visit_count >= NUMBER) return NONE;
    if (!area_holds(&visit_area, (visit_count + 1) * sizeof(Visit))) return NONE;
    visit = &all_visits[visit_count];
    visit->gap = gap;
    visit->left = left;
    visit->site = site;
    visit->split = split;
    visit->recording = recording;
    visit->hash = hash;
    visit->next = visit->next_recording = NONE;
    ((uint32_t *)visit_index.area.at)[at] = ++visit_count;
    return visit_count - 1;
}

static int items_equal(const Item *these, const Item *those, uint64_t length) {
    while (length--) /* backwards: copies that are incomplete differ at their end */
        if (these[length].id != those[length].id || these[length].times != those[length].times) return 0;
    return 1;
}

static uint64_t item_visits(Item item) {
    if (item.id & EPISODE) return 0;
    return item.times * (item.id & BLOCK ? sequences[item.id & NUMBER].visits : 1);
}

static uint32_t sequence_number(const Item *content, uint32_t length, int64_t tail, int limit) {
    uint64_t key = mixed((uint64_t)tail, length);
    uint32_t hash, at, number, i;
    Sequence *sequence;
    for (i = 0; i < length; i++) key = mixed(key, content[i].id + (content[i].times << 32));
    hash = (uint32_t)(key >> 24);
    if (3 * (uint64_t)sequence_count >= 2 * (uint64_t)sequence_index.count
        && !index_grow(&sequence_index, sequence_count, sequence_hash))
        return NONE;
    for (at = hash & (sequence_index.count - 1); (number = ((uint32_t *)sequence_index.area.at)[at]) != 0;
         at = (at + 1) & (sequence_index.count - 1)) {
        sequence = &sequences[number - 1];
        if (sequence->hash == hash && sequence->length == length && sequence->tail == tail
            && items_equal(all_items + sequence->first, content, length))
            return number - 1;
    }
    if ((limit && memory_is_short()) || sequence_count >= NUMBER) return NONE;
    if (!area_holds(&sequence_area, (sequence_count + 1) * sizeof(Sequence))
        || !area_holds(&item_area, (item_count + length) * sizeof(Item)))
        return NONE;
    sequence = &sequences[sequence_count];
    sequence->first = item_count;
    sequence->length = length;
    sequence->hash = hash;
    sequence->tail = tail;
    sequence->visits = 0;
    for (i = 0; i < length; i++) {
        all_items[item_count++] = content[i];
        sequence->visits += item_visits(content[i]);
    }
    ((uint32_t *)sequence_index.area.at)[at] = ++sequence_count;
    return sequence_count - 1;
}

static void fold_begin(void) {
    visit_count = sequence_count = 0;
    item_count = 0;
    if (visit_index.area.bytes) memset(visit_index.area.at, 0, visit_index.area.bytes);
    if (sequence_index.area.bytes) memset(sequence_index.area.at, 0, sequence_index.area.bytes);
}

/* The stretch that ends with an item and equals the one so many items before. */
typedef struct {
    uint32_t period, run;
} Stretch;

typedef struct {
    Area items, stretches;
    uint32_t length;
    Item latest; /* not yet among the items, as it may go on; none while times is 0 */
} Chain;

/* Where an item was seen last in a chain: as itself, and as the end of a repeated block. A hint, always checked. */
typedef struct {
    uint32_t plain, repeat;
} Seen;

enum { SEEN = 8192 };
static Seen seen_items[SEEN];

#define ITEMS(chain) ((Item *)(chain)->items.at)
#define STRETCHES(chain) ((Stretch *)(chain)->stretches.at)

static Seen *chain_seen(const Chain *chain, Item item) {
    return &seen_items[(mixed(mixed((uintptr_t)chain->items.at, item.id), item.times) >> 20) % SEEN];
}

static int item_equals(Item one, Item other) { return one.id == other.id && one.times == other.times; }

static int chain_add(Chain *chain, Item item) {
    if (!area_holds(&chain->items, (chain->length + (size_t)1) * sizeof(Item))
        || !area_holds(&chain->stretches, (chain->length + (size_t)1) * sizeof(Stretch))) {
        notes[NOTE_LOST] += item_visits(item);
        return 0;
    }
    ITEMS(chain)[chain->length] = item;
    STRETCHES(chain)[chain->length].period = 0;
    chain->length++;
    return 1;
}

/* A copy of the repeated block that the last item ends: count it instead. */
static int chain_extends(Chain *chain, uint32_t repeat) {
    Item *all = ITEMS(chain);
    Sequence *block;
    if (repeat + 1 >= chain->length || !(all[repeat].id & BLOCK)) return 0;
    block = &sequences[all[repeat].id & NUMBER];
    if (block->length != chain->length - 1 - repeat
        || !items_equal(all_items + block->first, all + repeat + 1, block->length))
        return 0;
    all[repeat].times++;
    STRETCHES(chain)[repeat].period = 0;
    chain->length = repeat + 1;
    return 1;
}

/* The longest stretch that the last item ends, as far as is known without searching. */
static Stretch chain_stretch(const Chain *chain, uint32_t plain) {
    const Item *all = ITEMS(chain);
    uint32_t last = chain->length - 1;
    Stretch stretch = {0, 0};
    if (last) {
        Stretch before = STRETCHES(chain)[last - 1];
        if (before.period && before.period <= last && item_equals(all[last], all[last - before.period])) {
            before.run++;
            return before;
        }
    }
    if (plain < last && item_equals(all[plain], all[last])) {
        uint32_t run = 1, most, period = last - plain;
        most = plain + 1 < period ? plain + 1 : period;
        if (most > FARTHEST) most = FARTHEST;
        while (run < most && item_equals(all[last - run], all[plain - run])) run++;
        stretch.period = period;
        stretch.run = run;
    }
    return stretch;
}

/* The last two stretches are equal: make them a repeated block. */
static int chain_fold(Chain *chain, uint32_t period) {
    Item *all = ITEMS(chain), block, ending = all[chain->length - 1];
    uint32_t number = sequence_number(all + chain->length - period, period, 0, 0);
    if (number == NONE) return 0;
    block.id = number | BLOCK;
    block.times = 2;
    chain->length -= 2 * period;
    chain_add(chain, block);
    chain_seen(chain, ending)->repeat = chain->length - 1;
    return 1;
}

/* Fold what the last item makes possible. */
static void chain_settle(Chain *chain) {
    for (;;) {
        Item *all = ITEMS(chain), last = all[chain->length - 1];
        Seen *seen;
        Stretch stretch;
        if (chain->length > 1 && all[chain->length - 2].id == last.id) {
            chain->length--;
            all[chain->length - 1].times += last.times;
            STRETCHES(chain)[chain->length - 1].period = 0;
            continue;
        }
        seen = chain_seen(chain, last);
        if (chain_extends(chain, seen->repeat)) continue;
        stretch = chain_stretch(chain, seen->plain);
        STRETCHES(chain)[chain->length - 1] = stretch;
        seen->plain = chain->length - 1;
        if (!stretch.period || stretch.run < stretch.period || !chain_fold(chain, stretch.period)) return;
    }
}

static void chain_commit(Chain *chain) {
    if (chain->latest.times && chain_add(chain, chain->latest)) chain_settle(chain);
    chain->latest.times = 0;
}

static void chain_push(Chain *chain, uint32_t id, uint64_t times) {
    if (chain->latest.times && chain->latest.id == id) {
        chain->latest.times += times;
        return;
    }
    chain_commit(chain);
    chain->latest.id = id;
    chain->latest.times = times;
}

/* Take the last visit off; NONE if there is none. */
static uint32_t chain_pop(Chain *chain) {
    while (!chain->latest.times) {
        Item last;
        const Sequence *block;
        uint64_t copies = 1;
        if (!chain->length) return NONE;
        last = ITEMS(chain)[chain->length - 1];
        if (!(last.id & BLOCK)) {
            chain->length--;
            chain->latest = last;
            break;
        }
        if (last.times > 2) {
            ITEMS(chain)[chain->length - 1].times--;
            STRETCHES(chain)[chain->length - 1].period = 0;
        } else {
            chain->length--;
            copies = last.times;
        }
        block = &sequences[last.id & NUMBER];
        while (copies--) {
            uint32_t i;
            for (i = 0; i < block->length; i++) chain_add(chain, all_items[block->first + i]);
        }
    }
    chain->latest.times--;
    return chain->latest.id;
}

/* The number of all that the chain holds, which is empty then. */
static uint32_t chain_seal(Chain *chain, int64_t tail, int limit) {
    uint32_t number;
    chain_commit(chain);
    number = sequence_number(ITEMS(chain), chain->length, tail, limit);
    chain->length = 0;
    return number;
}

static void chain_load(Chain *chain, uint32_t sequence) {
    uint32_t i;
    chain->length = 0;
    chain->latest.times = 0;
    for (i = 0; i < sequences[sequence].length; i++) chain_add(chain, all_items[sequences[sequence].first + i]);
}

static int chain_copy(Chain *to, const Chain *from) {
    if (!area_holds(&to->items, from->length * sizeof(Item))
        || !area_holds(&to->stretches, from->length * sizeof(Stretch)))
        return 0;
    if (from->length) {
        memcpy(to->items.at, from->items.at, from->length * sizeof(Item));
        memcpy(to->stretches.at, from->stretches.at, from->length * sizeof(Stretch));
    }
    to->length = from->length;
    to->latest = from->latest;
    return 1;
}

#endif
