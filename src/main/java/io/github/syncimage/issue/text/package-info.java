/** Takes what people write apart, without knowing yet what an image is: plain characters, words, lines, platforms. */
package io.github.syncimage.issue.text;
