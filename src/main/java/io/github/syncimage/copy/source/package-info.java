/** What an upstream offers: an image by its name, its manifests and what is attached to them, read when asked for. */
package io.github.syncimage.copy.source;
