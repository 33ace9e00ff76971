/** Carries out what a list says: finds what has moved, has it copied, and deletes what may go. */
package io.github.syncimage.watch.run;
