/* Counting and printing for the C tests: one line a check, `ok - program: name` or `not ok - program: name: why`. */
#ifndef CHECK_H
#define CHECK_H

#include <stddef.h>
#include <stdint.h>
#include "ihuyi.h"

/* The sandbox's own accounts. */
#define ACCOUNT "C00000000"
#define VOICE_ACCOUNT "V00000000"
#define APIKEY "0123456789abcdef0123456789abcdef"
#define MOBILE "13800000000"
#define CONTENT "您的验证码是：1234。请不要把验证码泄露给其他人。"

void check_start(const char *program);
/* The program's exit status. */
int check_finish(void);

/* A check begins here and ends with the next one, so that a thousand combinations make one line. Main thread only. */
void check(const char *name);
/* What must hold within a check; the words tell what was seen instead. The first that does not hold is printed, the others are counted. */
#define EXPECT(condition, ...) \
    do { if (!(condition)) check_failed(__FILE__, __LINE__, #condition, __VA_ARGS__); } while (0)
void check_failed(const char *file, int line, const char *condition, const char *format, ...) __attribute__((format(printf, 4, 5)));

/* A handle with the sandbox's accounts for every service; the gateway is the environment's. */
ihuyi_client *check_client(void);
void check_set(ihuyi_client *client, const char *key, const char *value);
/* The address of a port that is taken and that nobody listens on: it stays closed, whatever else this machine does. */
const char *check_closed(void);
/* A buffer of so many times the same byte, with a NUL; to be freed. */
char *check_fill(char byte, size_t length);
void *check_alloc(size_t size);
/* The path of a journal where nothing is yet, in the temporary folder; to be freed. */
char *check_journal(const char *name);
/* Under valgrind everything takes twenty times as long: fewer of the same. */
int check_small(void);
/* Whether somebody looks for leaks at the end of each process. */
int check_leaks(void);

#endif
