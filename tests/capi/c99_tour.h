#ifndef WORKCHAT_TESTS_CAPI_C99_TOUR_H
#define WORKCHAT_TESTS_CAPI_C99_TOUR_H

#ifdef __cplusplus
extern "C" {
#endif

/* Goes once through the whole C API, in C. Returns NULL, or what went wrong. */
const char *c99_tour(void);

#ifdef __cplusplus
}
#endif

#endif
