/** Splits what people write into plain characters, words, lines and platforms; knows nothing of images. */
package io.github.syncimage.issue.text;
