#include <stdio.h>
#include <stdlib.h>

static volatile unsigned long sum;

/* Performs the given number of additions, in millions. */
__attribute__((noinline)) static void burn(long millions) {
    for (long i = 0; i < millions * 1000000; i++) sum += i % 7;
}

int main(int count, char **words) {
    burn(count > 1 ? atol(words[1]) : 0);
    puts("true");
    return 0;
}
