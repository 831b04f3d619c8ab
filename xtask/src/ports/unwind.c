/* What GCC's unwinder, as Debian builds it, asks of glibc and musl doesn't have: which loaded object an address lies in, and
   where its table for unwinding is. The struct is the one that glibc documents. */
#define _GNU_SOURCE
#include <link.h>
#include <pthread.h>
#include <stddef.h>
#include <stdint.h>

struct dl_find_object {
    unsigned long long flags;
    void *start, *end;
    struct link_map *map;
    void *table;
    unsigned long long reserved[7];
};

struct search {
    uintptr_t address;
    struct dl_find_object *found;
};

static int look(struct dl_phdr_info *object, size_t size, void *data)
{
    struct search *search = data;
    uintptr_t table = 0, start = 0, end = 0;
    (void)size;
    for (int i = 0; i < object->dlpi_phnum; i++) {
        const ElfW(Phdr) *segment = &object->dlpi_phdr[i];
        uintptr_t from = object->dlpi_addr + segment->p_vaddr, to = from + segment->p_memsz;
        if (segment->p_type == PT_LOAD && from <= search->address && search->address < to)
            start = from, end = to;
        if (segment->p_type == PT_GNU_EH_FRAME)
            table = from;
    }
    if (!end || !table)
        return 0;
    *search->found = (struct dl_find_object){.start = (void *)start, .end = (void *)end, .table = (void *)table};
    return 1;
}

int _dl_find_object(void *address, struct dl_find_object *found)
{
    struct search search = {(uintptr_t)address, found};
    return dl_iterate_phdr(look, &search) ? 0 : -1;
}

/* It calls these where there are threads, and takes them from a static library only if somebody else asks for them. */
void (*const asked_for[])(void) __attribute__((used)) = {
    (void (*)(void))pthread_once,        (void (*)(void))pthread_mutex_lock,  (void (*)(void))pthread_mutex_unlock,
    (void (*)(void))pthread_key_create,  (void (*)(void))pthread_getspecific, (void (*)(void))pthread_setspecific,
};
