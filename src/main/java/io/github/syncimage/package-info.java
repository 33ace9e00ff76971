/** Where the program starts. */
package io.github.syncimage;
