/** Public keys as people publish them, and signatures by them. Knows nobody but {@code text}. */
package io.github.syncimage.trust.key;
