#define _POSIX_C_SOURCE 200809L
#include "sandbox.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static void give_up(const char *why, const char *what)
{
    printf("not ok - the sandbox: %s: %s\n", why, what);
    exit(1);
}

/* ---- HTTP/1.0: one request, and the reply is what comes until the end. */

static int connected(void)
{
    const char *url = getenv("SANDBOX_URL");
    struct sockaddr_in address;
    char host[64];
    unsigned port = 0;
    int fd;

    if (url == NULL || sscanf(url, "http://%63[0-9.]:%u", host, &port) != 2) give_up("SANDBOX_URL is no address", url ? url : "unset");
    memset(&address, 0, sizeof address);
    address.sin_family = AF_INET;
    address.sin_port = htons((uint16_t)port);
    address.sin_addr.s_addr = inet_addr(host);
    fd = socket(AF_INET, SOCK_STREAM, 0);
    if (fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof address) != 0) give_up("no connection", url);
    return fd;
}

static void send_all(int fd, const char *bytes, size_t length)
{
    while (length > 0) {
        ssize_t sent = write(fd, bytes, length);
        if (sent <= 0) give_up("the request was not taken", bytes);
        bytes += sent;
        length -= (size_t)sent;
    }
}

/* The reply's body, to be freed. */
static char *ask(const char *method, const char *what, const char *body)
{
    size_t room = 1 << 16, length = 0;
    char head[256], *reply = malloc(room), *start;
    int fd = connected();
    ssize_t got;

    snprintf(head, sizeof head, "%s /_sandbox/%s HTTP/1.0\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: %zu\r\n\r\n",
        method, what, strlen(body));
    send_all(fd, head, strlen(head));
    send_all(fd, body, strlen(body));
    while (reply != NULL && (got = read(fd, reply + length, room - length - 1)) > 0) {
        length += (size_t)got;
        if (room - length < 2) reply = realloc(reply, room *= 2);
    }
    close(fd);
    if (reply == NULL) give_up("out of memory", what);
    reply[length] = '\0';
    start = strstr(reply, "\r\n\r\n");
    if (strncmp(reply, "HTTP/1.", 7) != 0 || reply[9] != '2' || start == NULL) give_up(what, reply);
    memmove(reply, start + 4, strlen(start + 4) + 1);
    return reply;
}

/* ---- JSON: only what a list of flat objects takes; whatever is nested deeper is stepped over. */

static const char *blanks(const char *at)
{
    return at + strspn(at, " \t\r\n");
}

static char *utf8(char *out, unsigned long c)
{
    if (c < 0x80) { *out++ = (char)c; return out; }
    if (c < 0x800) *out++ = (char)(0xC0 | c >> 6);
    else if (c < 0x10000) { *out++ = (char)(0xE0 | c >> 12); *out++ = (char)(0x80 | (c >> 6 & 63)); }
    else { *out++ = (char)(0xF0 | c >> 18); *out++ = (char)(0x80 | (c >> 12 & 63)); *out++ = (char)(0x80 | (c >> 6 & 63)); }
    *out++ = (char)(0x80 | (c & 63));
    return out;
}

static unsigned long four_digits(const char *at)
{
    char digits[5] = "";

    memcpy(digits, at, strnlen(at, 4));
    return strtoul(digits, NULL, 16);
}

/* A string, to be freed; `*at` moves behind it. */
static char *string(const char **at)
{
    const char *from = *at + 1, *end = from;
    char *text, *out;

    if (**at != '"') give_up("no JSON string", *at);
    while (*end != '"' && *end != '\0') end += *end == '\\' && end[1] != '\0' ? 2 : 1;
    /* An escape is longer than what it stands for. */
    text = out = malloc((size_t)(end - from) + 1);
    if (text == NULL) give_up("out of memory", "a string");
    while (*from != '"' && *from != '\0') {
        unsigned long c;
        if (*from != '\\') { *out++ = *from++; continue; }
        switch (from[1]) {
        case 'n': *out++ = '\n'; break;
        case 't': *out++ = '\t'; break;
        case 'r': *out++ = '\r'; break;
        case 'b': *out++ = '\b'; break;
        case 'f': *out++ = '\f'; break;
        case 'u':
            c = four_digits(from + 2);
            from += 4;
            if (c >= 0xD800 && c < 0xDC00 && from[2] == '\\') {
                c = 0x10000 + ((c - 0xD800) << 10) + (four_digits(from + 4) - 0xDC00);
                from += 6;
            }
            out = utf8(out, c);
            break;
        default: *out++ = from[1];
        }
        from += 2;
    }
    *out = '\0';
    *at = from + (*from == '"');
    return text;
}

/* Behind one value of any kind. */
static const char *skip(const char *at)
{
    int depth = 0;

    do {
        at = blanks(at);
        if (*at == '"') { free(string(&at)); }
        else if (*at == '[' || *at == '{') { depth++; at++; }
        else if (*at == ']' || *at == '}') { depth--; at++; }
        else if (*at == ',' || *at == ':') at++;
        else if (*at == '\0') give_up("cut JSON", "");
        else at += strcspn(at, ",:]} \t\r\n");
    } while (depth > 0);
    return at;
}

static void copy(char *to, size_t room, const char *from)
{
    snprintf(to, room, "%s", from);
}

static const char *member(const char *at, sandbox_item *item)
{
    char *key = string(&at), *text = NULL;

    at = blanks(blanks(at) + 1);
    if (*at == '"') {
        text = string(&at);
        if (strcmp(key, "service") == 0) copy(item->service, sizeof item->service, text);
        if (strcmp(key, "method") == 0) copy(item->method, sizeof item->method, text);
        if (strcmp(key, "mobile") == 0) copy(item->mobile, sizeof item->mobile, text);
        if (strcmp(key, "id") == 0) copy(item->id, sizeof item->id, text);
        if (strcmp(key, "content") == 0) { free(item->content); item->content = text; text = NULL; }
    } else {
        if (strcmp(key, "code") == 0 && *at != 'n') item->code = atol(at);
        if (strcmp(key, "connection") == 0) item->connection = atol(at);
        if (strcmp(key, "requests") == 0) item->requests = atol(at);
        if (strcmp(key, "control_requests") == 0) item->control_requests = atol(at);
        at = skip(at);
    }
    free(text);
    free(key);
    return blanks(at);
}

sandbox_list sandbox_get(const char *what)
{
    sandbox_list list = { NULL, 0 };
    char *reply = ask("GET", what, "");
    const char *at = blanks(reply);

    if (*at != '[') give_up("not a JSON array", what);
    for (at = blanks(at + 1); *at == '{'; at = blanks(at)) {
        sandbox_item item;
        memset(&item, 0, sizeof item);
        item.code = -1;
        for (at = blanks(at + 1); *at == '"';) {
            at = member(at, &item);
            if (*at == ',') at = blanks(at + 1);
        }
        at = blanks(at + (*at == '}'));
        at += *at == ',';
        if (item.content == NULL) item.content = calloc(1, 1);
        if (list.count % 64 == 0) list.items = realloc(list.items, (list.count + 64) * sizeof item);
        if (list.items == NULL || item.content == NULL) give_up("out of memory", what);
        list.items[list.count++] = item;
    }
    if (*at != ']') give_up("not a JSON array", what);
    free(reply);
    return list;
}

void sandbox_free(sandbox_list list)
{
    size_t i;

    for (i = 0; i < list.count; i++) free(list.items[i].content);
    free(list.items);
}

size_t sandbox_count(const char *what)
{
    sandbox_list list = sandbox_get(what);

    sandbox_free(list);
    return list.count;
}

void sandbox_post(const char *what, const char *json)
{
    free(ask("POST", what, json));
}

void sandbox_reset(void)
{
    sandbox_post("reset", "");
    sandbox_post("limits", "{\"enabled\": false}");
}
