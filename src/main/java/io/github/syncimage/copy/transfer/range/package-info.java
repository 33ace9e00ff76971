/** One large blob over several connections at once, and what all such downloads share. */
package io.github.syncimage.copy.transfer.range;
