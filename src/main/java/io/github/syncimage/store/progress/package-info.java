/** How far images in work are, for daemons that share the work. */
package io.github.syncimage.store.progress;
