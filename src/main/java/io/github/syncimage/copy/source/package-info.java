/** What an upstream offers: an image is looked up by its name, and its manifests are read when they are asked for. */
package io.github.syncimage.copy.source;
