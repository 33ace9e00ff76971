/**
 * What is remembered between runs: images mirrored, blobs held, issues handled, requests counted. Losing it costs speed,
 * never correctness; so nothing here ever fails a mirror once it is open.
 */
package io.github.syncimage.store;
