/*
 * One text, sent by ihuyi (ours.c) or as a careful C programmer sends it with libcurl (libcurl.c). The programs of this folder are linked
 * with the one or the other, so that both are measured by the same lines.
 */
#ifndef SENDER_H
#define SENDER_H

#define ACCOUNT "C00000000"
#define APIKEY "0123456789abcdef0123456789abcdef"
#define MOBILE "13800000000"
#define CONTENT "您的验证码是：1234。请不要把验证码泄露给其他人。"

struct sender;

/* Once, before anything else. */
void sender_start(void);
/* A client for the gateway at this URL, trusting this authority. It makes no connection yet. */
struct sender *sender_new(const char *url, const char *ca);
/* Sends the text once; ends the program when the gateway does not accept it. */
void sender_send(struct sender *sender);
void sender_free(struct sender *sender);

#endif
