"""What a language must tell: its procedures, calls, statements and directives."""
