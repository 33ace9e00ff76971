/** One request to a registry and its response, with what is wrong where it is an error. */
package io.github.syncimage.registry.message;
