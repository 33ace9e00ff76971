/**
 * What must be signed before it is mirrored, and whether it is: rules and checks, pure but for the keys' files. Who looks for
 * signatures hands them in.
 */
package io.github.syncimage.trust;
