/*
 * peer URL CA COUNT: the same with libcurl, as a careful C programmer writes it: one handle, keep-alive, time limits, the key in clear
 * (libcurl has no MD5 to sign with, so this does less work than ours), the answer searched for its code.
 */
#include "common.h"
#include <curl/curl.h>

struct reply { char text[4096]; size_t length; };

static size_t receive(char *data, size_t size, size_t count, void *context)
{
    struct reply *reply = context;
    size_t n = size * count;
    if (n > sizeof reply->text - 1 - reply->length) return 0;
    memcpy(reply->text + reply->length, data, n);
    reply->length += n;
    reply->text[reply->length] = 0;
    return n;
}

int main(int argc, char **argv)
{
    char url[512], form[4096];
    struct reply reply;
    CURL *curl;
    int count, i;

    if (argc != 4) return 64;
    count = atoi(argv[3]);
    curl_global_init(CURL_GLOBAL_DEFAULT);
    curl = curl_easy_init();
    snprintf(url, sizeof url, "%s/webservice/sms.php?method=Submit", argv[1]);
    for (i = 0; i < count; i++) {
        char *content;
        timer_start();
        content = curl_easy_escape(curl, CONTENT, 0);
        snprintf(form, sizeof form, "account=" ACCOUNT "&password=" APIKEY "&mobile=" MOBILE "&content=%s&format=json", content);
        curl_free(content);
        reply.length = 0;
        curl_easy_setopt(curl, CURLOPT_URL, url);
        curl_easy_setopt(curl, CURLOPT_CAINFO, argv[2]);
        curl_easy_setopt(curl, CURLOPT_POSTFIELDS, form);
        curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, 5L);
        curl_easy_setopt(curl, CURLOPT_TIMEOUT, 15L);
        curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
        curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, receive);
        curl_easy_setopt(curl, CURLOPT_WRITEDATA, &reply);
        if (curl_easy_perform(curl) != CURLE_OK || !strstr(reply.text, "\"code\":2,")) {
            fprintf(stderr, "failed: %s\n", reply.text);
            return 1;
        }
        timer_stop(i);
    }
    curl_easy_cleanup(curl);
    curl_global_cleanup();
    return report(count);
}
