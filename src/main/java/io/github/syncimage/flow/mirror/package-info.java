/** The steps of one image's way: what its route calls, and what it means that one of them failed. */
package io.github.syncimage.flow.mirror;
