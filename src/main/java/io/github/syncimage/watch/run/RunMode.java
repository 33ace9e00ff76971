package io.github.syncimage.watch.run;

/**
 * How an entry is gone through.
 *
 * @param check whether it is only told what would be done: nothing is written, here or there
 * @param force whether more is copied and deleted at once than is usual
 * @param retries whether only tags that failed are tried again, without listing any
 */
public record RunMode(boolean check, boolean force, boolean retries) {}
