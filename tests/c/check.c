#define _POSIX_C_SOURCE 200809L
#include "check.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static const char *program, *current;
static char why[1024];
static int faults, failed;

static void conclude(void)
{
    if (current == NULL) return;
    if (faults == 0) printf("ok - %s: %s\n", program, current);
    else if (faults == 1) printf("not ok - %s: %s: %s\n", program, current, why);
    else printf("not ok - %s: %s: %s (and %d more)\n", program, current, why, faults - 1);
    /* A later crash must not take what is known with it, and a fork must not print it twice. */
    fflush(stdout);
    failed += faults != 0;
    current = NULL;
    faults = 0;
}

void check_start(const char *name)
{
    program = name;
}

int check_finish(void)
{
    conclude();
    return failed != 0;
}

void check(const char *name)
{
    conclude();
    current = name;
}

void check_failed(const char *file, int line, const char *condition, const char *format, ...)
{
    va_list words;
    const char *base = strrchr(file, '/');
    int length;

    if (faults++ != 0) return;
    length = snprintf(why, sizeof why, "%s:%d: %s: ", base ? base + 1 : file, line, condition);
    va_start(words, format);
    vsnprintf(why + length, sizeof why - (size_t)length, format, words);
    va_end(words);
}

ihuyi_client *check_client(void)
{
    ihuyi_result result = IHUYI_RESULT_INIT;
    ihuyi_client *client = ihuyi_client_new(&result);

    if (client == NULL) {
        printf("not ok - %s: a client: %d %s\n", program, (int)result.code, result.message);
        exit(1);
    }
    check_set(client, "account", ACCOUNT);
    check_set(client, "apikey", APIKEY);
    check_set(client, "voice_account", VOICE_ACCOUNT);
    check_set(client, "voice_notice_account", "VM00000000");
    check_set(client, "international_account", "I00000000");
    check_set(client, "marketing_account", "M00000000");
    return client;
}

void check_set(ihuyi_client *client, const char *key, const char *value)
{
    ihuyi_result result = IHUYI_RESULT_INIT;
    int32_t code = ihuyi_client_set(client, key, value, &result);

    if (code == 0) return;
    printf("not ok - %s: setting %s: %d %s\n", program, key, (int)code, result.message);
    exit(1);
}

const char *check_closed(void)
{
    static char url[64];
    struct sockaddr_in address;
    socklen_t length = sizeof address;
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    memset(&address, 0, sizeof address);
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (bind(fd, (struct sockaddr *)&address, sizeof address) != 0 || getsockname(fd, (struct sockaddr *)&address, &length) != 0) {
        printf("not ok - %s: no port\n", program);
        exit(1);
    }
    sprintf(url, "http://127.0.0.1:%u", (unsigned)ntohs(address.sin_port));
    return url;
}

char *check_fill(char byte, size_t length)
{
    char *text = check_alloc(length + 1);

    memset(text, byte, length);
    text[length] = '\0';
    return text;
}

char *check_journal(const char *name)
{
    const char *folder = getenv("TMPDIR");
    char *path;

    if (folder == NULL || folder[0] == '\0') folder = "/tmp";
    path = check_alloc(strlen(folder) + strlen(program) + strlen(name) + 40);
    /* The same program runs several times in one folder: as it is, with sanitizers, under valgrind. */
    sprintf(path, "%s/%s-%ld-%s.journal", folder, program, (long)getpid(), name);
    return path;
}

void *check_alloc(size_t size)
{
    void *memory = malloc(size);

    if (memory == NULL) {
        printf("not ok - %s: out of memory\n", program);
        exit(1);
    }
    return memory;
}

int check_small(void)
{
    return getenv("CHECK_SMALL") != NULL;
}

int check_leaks(void)
{
    return getenv("CHECK_LEAKS") != NULL;
}
