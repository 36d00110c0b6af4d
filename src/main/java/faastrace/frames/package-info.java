/** Which frames belong to an interpreter or a runtime, and which module a frame is in. The overlays have this data. */
package faastrace.frames;
