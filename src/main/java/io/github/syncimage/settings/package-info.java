/**
 * The configuration: one table of keys, one loader, typed records, every problem reported at once. Knows the values of
 * the rooms that it configures, none of their work.
 */
package io.github.syncimage.settings;
