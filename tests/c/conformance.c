/* The conformance runner of the C interface: reads calls from standard input, one a line, makes them, and answers each with one line.
   What the lines mean stands in tests/conformance/README.md. Nothing is decided here: arguments go in as they are, structs come out whole. */
#define _GNU_SOURCE /* dlsym's RTLD_DEFAULT and dladdr: which file the library is */
#include "platform.h"
#include "protocol.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifdef __clang__
#define COMPILER "clang " __clang_version__
#else
#define COMPILER "gcc " __VERSION__
#endif

static ihuyi_client *client;

/* ---- Answers that several calls have */

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

/* ---- What the gateway tells afterwards, and what became of a message */

static void put_push(int32_t code, const ihuyi_push *push, const ihuyi_result *result)
{
    if (code != IHUYI_OK) {
        put_call(code, result);
        return;
    }
    put_number("kind", push->kind);
    put_number("code", push->code);
    put_number("success", push->success);
    put("message_id", push->message_id);
    put("mobile", push->mobile);
    put("status", push->status);
    put("explanation", push->explanation);
    put("time", push->time);
    put("template_id", push->template_id);
    put("content", push->content);
    put("answer", push->answer);
    put_number("number", (long)push->number);
}

static void push_parse(void)
{
    ihuyi_result result = IHUYI_RESULT_INIT;
    ihuyi_push push = IHUYI_PUSH_INIT;
    int32_t code = ihuyi_push_parse(client, text("body"), &push, &result);

    put_push(code, &push, &result);
}

static void push_record(void)
{
    ihuyi_result result = IHUYI_RESULT_INIT;
    ihuyi_push push = IHUYI_PUSH_INIT;
    int32_t code = ihuyi_push_record(client, text("body"), &push, &result);

    put_push(code, &push, &result);
}

static void inbox(void)
{
    ihuyi_result result = IHUYI_RESULT_INIT;
    ihuyi_push push = IHUYI_PUSH_INIT;
    int32_t code = ihuyi_inbox(client, (uint32_t)number("after"), &push, &result);

    put_push(code, &push, &result);
}

static void status(void)
{
    ihuyi_result result = IHUYI_RESULT_INIT;
    ihuyi_delivery out = IHUYI_DELIVERY_INIT;
    int32_t code = ihuyi_status(client, text("what"), &out, &result);

    if (code != IHUYI_OK) {
        put_call(code, &result);
        return;
    }
    put_number("state", out.state);
    put_number("code", out.code);
    put_number("flags", (long)out.flags);
    put_number("recipients", out.recipients);
    put_number("delivered", out.delivered);
    put_number("failed", out.failed);
    put("service", out.service);
    put("message_id", out.message_id);
    put("mobile", out.mobile);
    put("status", out.status);
    put("explanation", out.explanation);
    put("submitted", out.submitted);
    put("reported", out.reported);
}

/* ---- One-time codes, limits, pictures */

static void put_verification(int32_t code, const ihuyi_verification *out, const ihuyi_result *result)
{
    put_call(code, result);
    put("id", out->id);
    put_number("channel", out->channel);
    put_number("digits", out->digits);
    put_number("wait", out->wait);
    put_number("valid", out->valid);
    put_number("left", out->left);
    put("purpose", out->purpose);
    put("mobile", out->mobile);
    put("limit", out->limit);
}

static void verify_start(void)
{
    ihuyi_result result = IHUYI_RESULT_INIT;
    ihuyi_verification out = IHUYI_VERIFICATION_INIT;
    int32_t code = ihuyi_verify_start(client, text("purpose"), text("mobile"), text("keys"), &out, &result);

    put_verification(code, &out, &result);
}

static void verify_resend(void)
{
    ihuyi_result result = IHUYI_RESULT_INIT;
    ihuyi_verification out = IHUYI_VERIFICATION_INIT;
    int32_t code = ihuyi_verify_resend(client, text("id"), text("channel"), text("keys"), &out, &result);

    put_verification(code, &out, &result);
}

static void verify_check(void)
{
    ihuyi_result result = IHUYI_RESULT_INIT;
    ihuyi_verification out = IHUYI_VERIFICATION_INIT;
    int32_t code = ihuyi_verify_check(client, text("id"), text("code"), &out, &result);

    put_verification(code, &out, &result);
}

static void put_decision(int32_t code, const ihuyi_decision *out, const ihuyi_result *result)
{
    put_call(code, result);
    put_number("allowed", out->allowed);
    put_number("wait", out->wait);
    put("limit", out->limit);
}

static void guard_ask(void)
{
    ihuyi_result result = IHUYI_RESULT_INIT;
    ihuyi_decision out = IHUYI_DECISION_INIT;
    int32_t code = ihuyi_guard_ask(client, text("service"), text("mobile"), text("keys"), &out, &result);

    put_decision(code, &out, &result);
}

static void guard_status(void)
{
    ihuyi_result result = IHUYI_RESULT_INIT;
    ihuyi_decision out = IHUYI_DECISION_INIT;
    int32_t code = ihuyi_guard_status(client, text("service"), text("mobile"), text("keys"), &out, &result);

    put_decision(code, &out, &result);
}

static void guard_unlock(void)
{
    ihuyi_result result = IHUYI_RESULT_INIT;

    put_call(ihuyi_guard_unlock(client, text("kind"), text("value"), &result), &result);
}

static void captcha_new(void)
{
    ihuyi_result result = IHUYI_RESULT_INIT;
    ihuyi_captcha out = IHUYI_CAPTCHA_INIT;

    put_call(ihuyi_captcha_new(client, text("keys"), &out, &result), &result);
    put("id", out.id);
    put_number("length", out.length);
    put_number("valid", out.valid);
    put_bytes("png", out.png, out.png_size);
    put("data_uri", out.data_uri);
}

static void captcha_check(void)
{
    ihuyi_result result = IHUYI_RESULT_INIT;

    put_call(ihuyi_captcha_check(client, text("id"), text("answer"), &result), &result);
}

/* ---- A list */

static ihuyi_bulk *list;

static void bulk_open(void)
{
    ihuyi_result result = IHUYI_RESULT_INIT;

    ihuyi_bulk_close(list);
    list = ihuyi_bulk_open(client, text("journal"), text("options"), &result);
    put_result(&result);
    if (list != NULL) put_number("ok", 1);
}

static void bulk_add(void)
{
    ihuyi_result result = IHUYI_RESULT_INIT;

    put_call(ihuyi_bulk_add(list, text("mobile"), text("content"), text("reference"), &result), &result);
}

static void put_progress(int32_t code, const ihuyi_progress *out, const ihuyi_result *result)
{
    if (code != IHUYI_OK) {
        put_call(code, result);
        return;
    }
    put_number("phase", out->state);
    put_number("code", out->code);
    put_number("wait", out->wait);
    put_number("flags", (long)out->flags);
    put_number("rows", out->rows);
    put_number("planned", out->planned);
    put_number("sending", out->sending);
    put_number("accepted", out->accepted);
    put_number("refused", out->refused);
    put_number("unknown", out->unknown);
    put_number("left_out", out->left_out);
    put_number("segments", out->segments);
    put_number("accepted_segments", out->accepted_segments);
    put("message", out->message);
}

static void bulk_run(void)
{
    ihuyi_result result = IHUYI_RESULT_INIT;
    ihuyi_progress out = IHUYI_PROGRESS_INIT;
    int32_t code = ihuyi_bulk_run(list, (int32_t)number("budget_ms"), &out, &result);

    put_progress(code, &out, &result);
}

static void bulk_status(void)
{
    ihuyi_result result = IHUYI_RESULT_INIT;
    ihuyi_progress out = IHUYI_PROGRESS_INIT;
    int32_t code = ihuyi_bulk_status(list, &out, &result);

    put_progress(code, &out, &result);
}

static void bulk_next(void)
{
    ihuyi_result result = IHUYI_RESULT_INIT;
    ihuyi_row out = IHUYI_ROW_INIT;
    int32_t code = ihuyi_bulk_next(list, (int32_t)number("stands"), (uint32_t)number("after"), &out, &result);

    if (code != IHUYI_OK) {
        put_call(code, &result);
        return;
    }
    put_number("number", (long)out.number);
    put_number("stands", out.state);
    put_number("code", out.code);
    put_number("flags", (long)out.flags);
    put_number("line", out.line);
    put_number("segments", out.segments);
    put("mobile", out.mobile);
    put("reference", out.reference);
    put("message_id", out.message_id);
    put("time", out.time);
    put("message", out.message);
}

static void bulk_close(void)
{
    ihuyi_bulk_close(list);
    list = NULL;
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
    { "parallel", parallel }, { "verify_start", verify_start }, { "verify_resend", verify_resend }, { "verify_check", verify_check },
    { "guard_ask", guard_ask }, { "guard_status", guard_status }, { "guard_unlock", guard_unlock }, { "captcha_new", captcha_new },
    { "captcha_check", captcha_check }, { "push_record", push_record }, { "status", status }, { "inbox", inbox },
    { "bulk_open", bulk_open }, { "bulk_add", bulk_add }, { "bulk_run", bulk_run }, { "bulk_status", bulk_status },
    { "bulk_next", bulk_next }, { "bulk_close", bulk_close },
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
    ihuyi_bulk_close(list);
    ihuyi_client_free(client);
    return ferror(stdout) ? EXIT_FAILURE : EXIT_SUCCESS;
}
