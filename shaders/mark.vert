#version 300 es
// One quad an event or span of the timeline, instanced: time to pixels here, so that pan and zoom cost two uniforms.
// Not layout: lanes have their heights, and marks their sizes, from the view.
precision highp float;

uniform vec2 u_size;   // of the canvas, device pixels
uniform vec2 u_time;   // left edge in seconds from the marks' own base; pixels a second
uniform vec4 u_place;  // x of the left edge, y of the lanes' top, pixel ratio, spare

in vec2 a_corner;      // -1 or 1
in vec2 a_seconds;     // begin, end
in vec4 a_lane;        // centre y, half height, half width at least, shape
in vec4 a_color;

out vec2 v_local;      // pixels from the centre
out vec2 v_half;       // half extents of the shape
out vec4 v_color;
flat out int v_shape;
flat out float v_ratio;

void main() {
  vec2 x = u_place.x + (a_seconds - u_time.x) * u_time.y;
  v_half = vec2(max((x.y - x.x) * 0.5, a_lane.z), a_lane.y);
  vec2 centre = vec2((x.x + x.y) * 0.5, u_place.y + a_lane.x);
  v_local = a_corner * (v_half + 1.5);
  v_color = a_color;
  v_shape = int(a_lane.w);
  v_ratio = u_place.z;
  gl_Position = vec4((centre + v_local) / u_size * vec2(2.0, -2.0) + vec2(-1.0, 1.0), 0.0, 1.0);
}
