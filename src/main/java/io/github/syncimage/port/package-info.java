/**
 * A port of the program's own that everybody may find: opened, or tried again while another program has it, and bounded.
 */
package io.github.syncimage.port;
