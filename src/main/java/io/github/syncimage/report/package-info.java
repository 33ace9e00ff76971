/** Turns an outcome into the comment on the issue, from templates that an operator may edit. Pure: is told values. */
package io.github.syncimage.report;
