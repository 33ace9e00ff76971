/** Moves blobs: each once however many ask for it, under one bound, mounted where a registry already has it. */
package io.github.syncimage.copy.transfer;
