/** The table of keys: one row says a key's path, type, default, environment and sentence. */
package io.github.syncimage.settings.keys;
