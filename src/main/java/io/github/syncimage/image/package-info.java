/** Values of the OCI world: image names, digests, platforms. Knows no other package of this program. */
package io.github.syncimage.image;
