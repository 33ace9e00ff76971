/** How fast a host may be asked: tries and pauses, rate limits, and how large a body it takes. */
package io.github.syncimage.registry.pace;
