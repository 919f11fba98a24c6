/* One line a check, `ok - name` or `not ok - name: why`, as the scripts of this folder count them. Any thread may report. */
#ifndef REPORT_H
#define REPORT_H

void report(const char *name, int holds, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* Says that nothing more comes, and returns the exit status: 0 when all held. */
int report_finish(void);

#endif
