/* The conformance runner of the C interface: reads calls from standard input, one a line, makes them, and answers each with one line.
   What the lines mean stands in tests/conformance/README.md. Nothing is decided here: arguments go in as they are, structs come out whole. */
#define _GNU_SOURCE /* dlsym's RTLD_DEFAULT and dladdr: which file the library is */
#include "platform.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifdef __clang__
#define COMPILER "clang " __clang_version__
#else
#define COMPILER "gcc " __VERSION__
#endif

static ihuyi_client *client;

/* ---- A line and its parts */

enum { ARGUMENTS = 16 };

typedef struct {
    const char *name, *value;
} argument;

static argument arguments[ARGUMENTS];
static size_t argument_count;

static int hex(char digit)
{
    if (digit >= '0' && digit <= '9') return digit - '0';
    if (digit >= 'A' && digit <= 'F') return digit - 'A' + 10;
    if (digit >= 'a' && digit <= 'f') return digit - 'a' + 10;
    return -1;
}

/* Decodes in place and returns the length, for a value may hold a NUL. */
static size_t decode(char *text)
{
    char *out = text;
    const char *in = text;

    for (; *in != '\0'; in++) {
        if (*in == '%' && hex(in[1]) >= 0 && hex(in[2]) >= 0) {
            *out++ = (char)(hex(in[1]) << 4 | hex(in[2]));
            in += 2;
        } else {
            *out++ = *in;
        }
    }
    *out = '\0';
    return (size_t)(out - text);
}

/* The text up to the separator, which it ends there; `rest` is what follows, NULL after the last part. */
static char *part_of(char **rest, char separator)
{
    char *part = *rest, *end = strchr(part, separator);

    if (end != NULL) *end++ = '\0';
    *rest = end;
    return part;
}

/* Takes `name=value&...` apart. What is wrong with it comes back as an answer, NULL when nothing is. */
static const char *take_apart(char *line)
{
    char *rest = line;

    argument_count = 0;
    while (rest != NULL) {
        char *part = part_of(&rest, '&'), *value = strchr(part, '=');
        if (*part == '\0') continue;
        if (value == NULL || argument_count == ARGUMENTS) return "error=the%20arguments%20are%20not%20name%3Dvalue";
        *value++ = '\0';
        /* A C text ends at its first NUL: what follows could only be dropped. */
        if (decode(value) != strlen(value)) return "inexpressible=nul";
        arguments[argument_count].name = part;
        arguments[argument_count++].value = value;
    }
    return NULL;
}

/* NULL when the argument is not there. */
static const char *text(const char *name)
{
    size_t i;

    for (i = 0; i < argument_count; i++) {
        if (strcmp(arguments[i].name, name) == 0) return arguments[i].value;
    }
    return NULL;
}

/* A phone number is more than a long holds on Windows. */
static long long number(const char *name)
{
    const char *value = text(name);

    return value == NULL ? 0 : strtoll(value, NULL, 10);
}

/* ---- An answer */

static const char *between = "";

static void put(const char *name, const char *value)
{
    static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._~-";

    printf("%s%s=", between, name);
    between = "&";
    for (; *value != '\0'; value++) {
        if (strchr(plain, *value) != NULL) putchar(*value);
        else printf("%%%02X", (unsigned)(unsigned char)*value);
    }
}

static void put_number(const char *name, long value)
{
    printf("%s%s=%ld", between, name, value);
    between = "&";
}

static void put_result(const ihuyi_result *result)
{
    put_number("code", result->code);
    put_number("outcome", result->outcome);
    put_number("http_status", result->http_status);
    put_number("flags", (long)result->flags);
    put_number("segments", result->segments);
    put_number("characters", result->characters);
    put_number("recipients", result->recipients);
    put_number("balance", result->balance);
    put_number("family", result->family);
    put("message_id", result->message_id);
    put("message", result->message);
}

/* The promise of the header is that both are the same number. */
static void put_call(int32_t code, const ihuyi_result *result)
{
    if (code == result->code) put_result(result);
    else put("error", "the function returned another code than its result holds");
}

/* ---- The calls */

static void hello(void)
{
    put("binding", BINDING);
    put("language", "C99, " COMPILER);
    put("strings", "bytes");
    put("exceptions", "no");
    put("library", library_path());
    put("version", ihuyi_version());
    put_number("abi", ihuyi_abi_version());
}

static void send_message(void)
{
    ihuyi_result result = IHUYI_RESULT_INIT;

    put_call(ihuyi_send(text("account"), text("password"), text("mobile"), text("content"), &result), &result);
}

static void voice(void)
{
    ihuyi_result result = IHUYI_RESULT_INIT;

    put_call(ihuyi_voice(text("account"), text("password"), text("mobile"), text("code"), &result), &result);
}

static void words(void)
{
    put("text", ihuyi_strerror((int32_t)number("code")));
}

static void take_client(ihuyi_client *made, const ihuyi_result *result)
{
    ihuyi_client_free(client);
    client = made;
    put_result(result);
    if (made != NULL) put_number("ok", 1);
}

static void make_client(void)
{
    ihuyi_result result = IHUYI_RESULT_INIT;

    take_client(ihuyi_client_new(&result), &result);
}

static void open_client(void)
{
    ihuyi_result result = IHUYI_RESULT_INIT;

    take_client(ihuyi_client_open(text("path"), &result), &result);
}

static void set(void)
{
    ihuyi_result result = IHUYI_RESULT_INIT;

    put_call(ihuyi_client_set(client, text("key"), text("value"), &result), &result);
}

static void free_client(void)
{
    ihuyi_client_free(client);
    client = NULL;
}

static void submit(void)
{
    ihuyi_result result = IHUYI_RESULT_INIT;

    put_call(ihuyi_submit(client, text("service"), text("mobile"), text("content"), text("template_id"), text("options"), &result), &result);
}

static void balance(void)
{
    ihuyi_result result = IHUYI_RESULT_INIT;

    put_call(ihuyi_balance(client, text("service"), &result), &result);
}

static void add_template(void)
{
    ihuyi_result result = IHUYI_RESULT_INIT;

    put_call(ihuyi_add_template(client, text("content"), &result), &result);
}

/* ihuyi_explain returns its code alone; what that code means it can be asked itself. */
static void put_refusal(int32_t code)
{
    ihuyi_explanation about = IHUYI_EXPLANATION_INIT;
    ihuyi_result result = IHUYI_RESULT_INIT;

    ihuyi_explain(client, NULL, code, NULL, &about);
    result.outcome = IHUYI_OUTCOME_REFUSED;
    result.code = code;
    result.flags = IHUYI_FLAG_LOCAL;
    result.balance = -1;
    result.family = about.family;
    strcpy(result.message, about.text);
    put_result(&result);
}

static void explain(void)
{
    ihuyi_explanation explanation = IHUYI_EXPLANATION_INIT;
    int32_t code = ihuyi_explain(client, text("service"), (int32_t)number("code"), text("lang"), &explanation);

    if (code != IHUYI_OK) {
        put_refusal(code);
        return;
    }
    put_number("code", explanation.code);
    put_number("known", explanation.known);
    put_number("family", explanation.family);
    put("name", explanation.name);
    put("text", explanation.text);
    put("meaning", explanation.meaning);
    put("cause", explanation.cause);
    put("advice", explanation.advice);
}

static void segments(void)
{
    ihuyi_result result = IHUYI_RESULT_INIT;

    put_call(ihuyi_segments(client, text("service"), text("content"), &result), &result);
}

static void push_parse(void)
{
    ihuyi_result result = IHUYI_RESULT_INIT;
    ihuyi_push push = IHUYI_PUSH_INIT;
    int32_t code = ihuyi_push_parse(client, text("body"), &push, &result);

    if (code != IHUYI_OK) {
        put_call(code, &result);
        return;
    }
    put_number("kind", push.kind);
    put_number("code", push.code);
    put_number("success", push.success);
    put("message_id", push.message_id);
    put("mobile", push.mobile);
    put("status", push.status);
    put("explanation", push.explanation);
    put("time", push.time);
    put("template_id", push.template_id);
    put("content", push.content);
    put("answer", push.answer);
}

/* ---- Many threads, one client */

typedef struct {
    thread thread;
    long long first;
    long times;
    int started;
    ihuyi_result *results;
} worker;

static void work(void *context)
{
    static const ihuyi_result fresh = IHUYI_RESULT_INIT;
    const worker *self = context;
    long i;

    for (i = 0; i < self->times; i++) {
        char mobile[32];
        snprintf(mobile, sizeof mobile, "%lld", self->first + i);
        self->results[i] = fresh;
        ihuyi_submit(client, text("service"), mobile, text("content"), NULL, NULL, &self->results[i]);
    }
}

static int by_id(const void *a, const void *b)
{
    return strcmp(((const ihuyi_result *)a)->message_id, ((const ihuyi_result *)b)->message_id);
}

static void put_counts(ihuyi_result *results, size_t count)
{
    static const char *const names[] = { "neither", "accepted", "refused", "not_sent", "unknown" };
    long outcomes[5] = { 0, 0, 0, 0, 0 }, ids = 0;
    size_t i;

    qsort(results, count, sizeof *results, by_id);
    for (i = 0; i < count; i++) {
        if (results[i].outcome >= 0 && results[i].outcome <= 4) outcomes[results[i].outcome]++;
        if (results[i].message_id[0] != '\0' && (i == 0 || by_id(&results[i - 1], &results[i]) != 0)) ids++;
    }
    for (i = 1; i <= 4; i++) put_number(names[i], outcomes[i]);
    put_number("ids", ids);
}

static void parallel(void)
{
    long count = (long)number("workers"), times = (long)number("times"), i, started = 0;
    worker *workers;
    ihuyi_result *results;

    if (count < 1 || count > 1000 || times < 1 || times > 100000) {
        put("error", "workers are 1 to 1000 and times 1 to 100000");
        return;
    }
    workers = calloc((size_t)count, sizeof *workers);
    results = calloc((size_t)(count * times), sizeof *results);
    if (workers != NULL && results != NULL) {
        for (i = 0; i < count; i++) {
            workers[i].first = number("mobile") + i * times;
            workers[i].times = times;
            workers[i].results = results + i * times;
            workers[i].started = thread_start(&workers[i].thread, work, &workers[i]);
            started += workers[i].started;
        }
        for (i = 0; i < count; i++) {
            if (workers[i].started) thread_join(&workers[i].thread);
        }
    }
    if (started == count) put_counts(results, (size_t)(count * times));
    else put("error", "no memory or no threads for so many workers");
    free(workers);
    free(results);
}

/* ---- Lines in, lines out */

static const struct {
    const char *verb;
    void (*call)(void);
} calls[] = {
    { "hello", hello }, { "send", send_message }, { "voice", voice }, { "strerror", words }, { "new", make_client },
    { "open", open_client }, { "set", set }, { "free", free_client }, { "submit", submit }, { "balance", balance },
    { "add_template", add_template }, { "explain", explain }, { "segments", segments }, { "push_parse", push_parse },
    { "parallel", parallel },
};

static void answer(char *line)
{
    const char *verb = part_of(&line, ' '), *instead = line == NULL ? (argument_count = 0, NULL) : take_apart(line);
    size_t i;

    between = "";
    for (i = 0; i < sizeof calls / sizeof *calls; i++) {
        if (strcmp(calls[i].verb, verb) == 0) {
            if (instead != NULL) fputs(instead, stdout);
            else calls[i].call();
            return;
        }
    }
    put("error", "no such verb");
}

/* The next line without its end, in memory that grows with the longest; NULL when the input has ended. */
static char *next_line(void)
{
    static char *line;
    static size_t room;
    size_t length = 0;
    int c;

    while ((c = getchar()) != EOF && c != '\n') {
        if (length + 2 > room) {
            line = realloc(line, room = room * 2 + 4096);
            if (line == NULL) exit(EXIT_FAILURE);
        }
        line[length++] = (char)c;
    }
    if (c == EOF && length == 0) return NULL;
    if (length == 0) return "";
    line[length] = '\0';
    return line;
}

int main(void)
{
    char *line;

    platform_start();
    while ((line = next_line()) != NULL) {
        answer(line);
        putchar('\n');
        if (fflush(stdout) != 0) break;
    }
    ihuyi_client_free(client);
    return ferror(stdout) ? EXIT_FAILURE : EXIT_SUCCESS;
}
