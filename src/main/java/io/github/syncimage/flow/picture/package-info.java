/** Draws the flow from its routes, so that the picture cannot go stale. */
package io.github.syncimage.flow.picture;
