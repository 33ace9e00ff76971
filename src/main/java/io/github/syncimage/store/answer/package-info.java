/** What requests came to, kept over restarts: the latest of it, for those who look. */
package io.github.syncimage.store.answer;
