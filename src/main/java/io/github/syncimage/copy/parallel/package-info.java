/** Small calls side by side, and the threads that everything in {@code copy} runs on. */
package io.github.syncimage.copy.parallel;
