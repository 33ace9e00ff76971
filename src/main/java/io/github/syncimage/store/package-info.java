/**
 * What is remembered between runs: images mirrored, blobs held, requests counted. Losing it costs speed,
 * never correctness; so nothing here ever fails a mirror once it is open.
 */
package io.github.syncimage.store;
