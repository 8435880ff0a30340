/* The ceiling: a sender that does nothing but hand over the same octets, as quickly as SMTP allows.
 *
 *     cc -O2 -o blast bench/blast.c
 *     ./blast PORT CONNECTIONS MESSAGES FILE
 *
 * FILE is a message with CRLF, dots doubled, without its final dot. One write has a message, its
 * dot and the next envelope (RFC 2920 lets content begin a group), so that a message costs one
 * round trip. A connection has one message under way. It counts what was answered 250 to a dot
 * and fails if anything was answered otherwise.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define ENVELOPE "MAIL FROM:<a@example.org>\r\nRCPT TO:<b@example.org>\r\nDATA\r\n"

enum expected { GREETING, EHLO, MAIL, RCPT, DATA, DOT, BYE };

struct connection {
    enum expected expects;
    const char *from; /* what is still to be written, and its end */
    const char *to;
    char line[1024];
    size_t held;
    int has_envelope;
};

static long unclaimed, answered, wanted;
static char *with_next, *last; /* message, dot and either envelope or QUIT */
static size_t with_next_size, last_size;

static void fail(const char *what) {
    fprintf(stderr, "blast: %s: %s\n", what, errno ? strerror(errno) : "");
    exit(1);
}

static void say(struct connection *c, const char *from, size_t size) {
    c->from = from;
    c->to = from + size;
}

static void begin(struct connection *c) {
    if (unclaimed > 0) {
        unclaimed--;
        c->expects = MAIL;
        say(c, ENVELOPE, sizeof ENVELOPE - 1);
    } else {
        c->expects = BYE;
        say(c, "QUIT\r\n", 6);
    }
}

static void hear(struct connection *c, const char *line) {
    static const char first[] = {'2', '2', '2', '2', '3', '2', '2'};
    if (line[3] == '-') return;
    if (line[0] != first[c->expects]) {
        errno = 0;
        fail(line);
    }
    switch (c->expects) {
    case GREETING:
        c->expects = EHLO;
        say(c, "EHLO blast.example.org\r\n", 24);
        break;
    case EHLO:
        begin(c);
        break;
    case MAIL:
        c->expects = RCPT;
        break;
    case RCPT:
        c->expects = DATA;
        break;
    case DATA:
        c->expects = DOT;
        c->has_envelope = unclaimed > 0;
        if (c->has_envelope) {
            unclaimed--;
            say(c, with_next, with_next_size);
        } else {
            say(c, last, last_size);
        }
        break;
    case DOT:
        answered++;
        c->expects = c->has_envelope ? MAIL : BYE;
        break;
    case BYE:
        break;
    }
}

/* Return 0 once the other side has closed. */
static int take(int descriptor, struct connection *c) {
    ssize_t got = read(descriptor, c->line + c->held, sizeof c->line - 1 - c->held);
    if (got < 0) return errno == EAGAIN ? 1 : (fail("read"), 0);
    if (got == 0) {
        if (c->expects != BYE) errno = 0, fail("closed early");
        return 0;
    }
    c->held += (size_t)got;
    char *from = c->line, *end;
    c->line[c->held] = 0;
    while ((end = memchr(from, '\n', c->held - (size_t)(from - c->line)))) {
        *end = 0;
        hear(c, from);
        from = end + 1;
    }
    c->held -= (size_t)(from - c->line);
    memmove(c->line, from, c->held);
    return 1;
}

static void give(int descriptor, struct connection *c) {
    while (c->from < c->to) {
        ssize_t put = write(descriptor, c->from, (size_t)(c->to - c->from));
        if (put < 0) {
            if (errno == EAGAIN) return;
            fail("write");
        }
        c->from += put;
    }
}

static char *joined(const char *message, size_t size, const char *tail, size_t *total) {
    char *whole = malloc(size + strlen(tail));
    if (!whole) fail("memory");
    memcpy(whole, message, size);
    memcpy(whole + size, tail, strlen(tail));
    *total = size + strlen(tail);
    return whole;
}

int main(int argc, char **argv) {
    if (argc != 5) {
        fprintf(stderr, "usage: blast PORT CONNECTIONS MESSAGES FILE\n");
        return 2;
    }
    int count = atoi(argv[2]), open_now = count, one = 1;
    unclaimed = wanted = atol(argv[3]);
    FILE *file = fopen(argv[4], "rb");
    if (!file) fail(argv[4]);
    static char message[4 << 20];
    size_t size = fread(message, 1, sizeof message, file);
    fclose(file);
    with_next = joined(message, size, ".\r\n" ENVELOPE, &with_next_size);
    last = joined(message, size, ".\r\nQUIT\r\n", &last_size);

    struct sockaddr_in where = {.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(argv[1]))};
    inet_pton(AF_INET, "127.0.0.1", &where.sin_addr);
    struct pollfd *polled = calloc((size_t)count, sizeof *polled);
    struct connection *connections = calloc((size_t)count, sizeof *connections);
    if (!polled || !connections) fail("memory");
    for (int i = 0; i < count; i++) {
        int descriptor = socket(AF_INET, SOCK_STREAM, 0);
        if (descriptor < 0 || connect(descriptor, (struct sockaddr *)&where, sizeof where)) fail("connect");
        setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        fcntl(descriptor, F_SETFL, O_NONBLOCK);
        polled[i].fd = descriptor;
    }
    while (open_now > 0) {
        for (int i = 0; i < count; i++)
            polled[i].events = POLLIN | (connections[i].from < connections[i].to ? POLLOUT : 0);
        if (poll(polled, (nfds_t)count, 30000) <= 0) fail("poll");
        for (int i = 0; i < count; i++) {
            struct connection *c = &connections[i];
            if (polled[i].fd >= 0 && (polled[i].revents & (POLLIN | POLLHUP | POLLERR))
                && !take(polled[i].fd, c)) {
                close(polled[i].fd);
                polled[i].fd = -1;
                open_now--;
            } else if (polled[i].fd >= 0) {
                give(polled[i].fd, c);
            }
        }
    }
    printf("%ld\n", answered);
    return answered == wanted ? 0 : 1;
}
