/*
 * relay PORT MILLISECONDS: a network between a client and the gateway at 127.0.0.1:PORT. Every byte arrives so many milliseconds after it was
 * sent, in either direction, however many are on their way. Prints the port that it listens on; ends with its standard input.
 */
#define _POSIX_C_SOURCE 200809L
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { PIECES = 64, PIECE = 16384 };

/* One direction of a connection: a queue of pieces, each with the time at which it may go on. An empty piece is the end. */
struct way {
    int from, to;
    int first, count, ended;
    struct { double due; size_t length; char bytes[PIECE]; } piece[PIECES];
};

static struct sockaddr_in gateway = {.sin_family = AF_INET};
static double delay;

static double now(void)
{
    struct timespec at;
    clock_gettime(CLOCK_MONOTONIC, &at);
    return (double)at.tv_sec * 1e3 + (double)at.tv_nsec / 1e6;
}

static void sleep_until(double due)
{
    struct timespec at;
    at.tv_sec = (time_t)(due / 1e3);
    at.tv_nsec = (long)((due - (double)at.tv_sec * 1e3) * 1e6);
    while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &at, NULL) == EINTR) {}
}

static int write_all(int to, const char *bytes, size_t length)
{
    while (length) {
        ssize_t n = send(to, bytes, length, MSG_NOSIGNAL);
        if (n < 0) return 0;
        bytes += n;
        length -= (size_t)n;
    }
    return 1;
}

/* Reads whatever is there, as long as there is room and nothing is due; hands on what is. */
static void *carry(void *context)
{
    struct way *way = context;
    for (;;) {
        double wait = way->count ? way->piece[way->first].due - now() : -1;
        int due = way->count && wait <= 0;
        if (!due && !way->ended && way->count < PIECES) {
            /* poll counts milliseconds: the rest of one is slept below. */
            struct pollfd readable = {.fd = way->from, .events = POLLIN};
            int ready = poll(&readable, 1, way->count ? (int)wait : -1);
            if (ready > 0) {
                int at = (way->first + way->count++) % PIECES;
                ssize_t n = recv(way->from, way->piece[at].bytes, PIECE, 0);
                way->piece[at].due = now() + delay;
                way->piece[at].length = n > 0 ? (size_t)n : 0;
                way->ended = n <= 0;
                continue;
            }
        }
        if (!way->count) break;
        sleep_until(way->piece[way->first].due);
        if (!way->piece[way->first].length || !write_all(way->to, way->piece[way->first].bytes, way->piece[way->first].length)) break;
        way->first = (way->first + 1) % PIECES;
        way->count--;
    }
    shutdown(way->to, SHUT_WR);
    shutdown(way->from, SHUT_RD);
    return NULL;
}

static void *connection(void *context)
{
    int client = (int)(intptr_t)context, server = socket(AF_INET, SOCK_STREAM, 0), on = 1, back;
    struct way *ways = calloc(2, sizeof *ways);
    pthread_t other;

    setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    setsockopt(server, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (ways && !connect(server, (struct sockaddr *)&gateway, sizeof gateway)) {
        ways[0].from = ways[1].to = client;
        ways[0].to = ways[1].from = server;
        back = !pthread_create(&other, NULL, carry, &ways[1]);
        carry(&ways[0]);
        if (back) pthread_join(other, NULL);
    }
    close(client);
    close(server);
    free(ways);
    return NULL;
}

static void *accept_all(void *context)
{
    int listener = *(int *)context, client;
    while ((client = accept(listener, NULL, NULL)) >= 0) {
        pthread_t thread;
        if (pthread_create(&thread, NULL, connection, (void *)(intptr_t)client)) close(client);
        else pthread_detach(thread);
    }
    return NULL;
}

int main(int argc, char **argv)
{
    struct sockaddr_in here = {.sin_family = AF_INET};
    socklen_t size = sizeof here;
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    pthread_t acceptor;

    if (argc != 3) return 64;
    gateway.sin_port = htons((uint16_t)atoi(argv[1]));
    gateway.sin_addr.s_addr = here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    delay = atof(argv[2]);
    if (bind(listener, (struct sockaddr *)&here, sizeof here) || listen(listener, 128) || getsockname(listener, (struct sockaddr *)&here, &size)) {
        perror("relay");
        return 71;
    }
    printf("%d\n", ntohs(here.sin_port));
    fflush(stdout);
    if (pthread_create(&acceptor, NULL, accept_all, &listener)) return 71;
    while (getchar() != EOF) {}
    return 0;
}
