/** What happens to an image after it arrived: making it public, checking that it is, the next cloud's step. */
package io.github.syncimage.postprocess;
