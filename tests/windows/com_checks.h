/* What the parts of com_checks share. */
#ifndef COM_CHECKS_H
#define COM_CHECKS_H

#include "com_client.h"
#include "report.h"

/* How many messages the gateway accepted in all; the script compares it with what arrived. */
extern LONG accepted;

/* A number that has not been used yet. */
const wchar_t *com_mobile(void);

/* A call that raises: DISP_E_EXCEPTION with a number of ours, our source and a Chinese sentence, or a type that is refused as such. */
void raises(const char *name, HRESULT status, const com_error *error);

/* The parts. */
void type_information(IDispatch *object);
void odd_calls(IDispatch *object);
void arguments_of_all_kinds(IDispatch *object);
/* An array of records. */
VARIANT com_records(void);

/* Arrays of every kind as variables of a template and as the body of a push. */
void arrays(IDispatch *object);
/* What CaptchaNew returns. */
void pictures(IDispatch *object);
/* What OpenBulk returns. */
void lists(IDispatch *object);

#endif
