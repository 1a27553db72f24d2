"""`make bench`: what must be fast, measured beside its baseline in the same run; one table, which judges nothing.

Figures change from machine to machine and with whatever else runs on it, so the ratio counts, and each line tells the load
average of its moment. BENCH_SCALE=1 is the country: 41,352 townships, 500,000 enterprises, 300,000 branches,
2 million activities, 1 million people; the default is a fifth of it.
"""
