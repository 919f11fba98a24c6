/* The lines that the conformance runner reads and writes: a request taken apart, an answer put together. */
#ifndef PROTOCOL_H
#define PROTOCOL_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

/* Bytes as hexadecimal: what is no text has no charset and may hold a NUL. */
static void put_bytes(const char *name, const char *bytes, long size)
{
    long i;

    printf("%s%s=", between, name);
    between = "&";
    for (i = 0; i < size; i++) printf("%02x", (unsigned)(unsigned char)bytes[i]);
}

#endif
