/** Puts the parts together, by hand, in one place; the only room that knows all the others. */
package io.github.syncimage.app;
