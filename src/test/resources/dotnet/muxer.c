/* The command `dotnet`. It starts a program with the runtime that is in the same folder: dotnet PROGRAM.dll ARGUMENT... */
#include <dlfcn.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int main(int count, char **words) {
    char self[PATH_MAX] = "", root[PATH_MAX], library[2 * PATH_MAX];
    if (readlink("/proc/self/exe", self, sizeof self - 1) < 0) return 1;
    strcpy(root, self);
    dirname(root);
    snprintf(library, sizeof library, "%s/host/libhostfxr.so", root);
    void *host = dlopen(library, RTLD_NOW);
    int (*start)(int, char **, const char *, const char *, const char *) =
        host ? (int (*)(int, char **, const char *, const char *, const char *))dlsym(host, "hostfxr_main_startupinfo") : NULL;
    if (!start) {
        fprintf(stderr, "%s\n", dlerror());
        return 1;
    }
    char program[PATH_MAX];
    snprintf(program, sizeof program, "%s/dotnet.dll", root);
    return start(count, words, self, root, program);
}
