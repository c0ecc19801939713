#version 300 es
// The shapes that say an origin's class a second time, as distances in pixels, so that they are sharp at any size.
// Not colours: those come with the mark. Shape numbers are those of gl/marks.h.
precision highp float;

in vec2 v_local;
in vec2 v_half;
in vec4 v_color;
flat in int v_shape;
flat in float v_ratio;

out vec4 o_color;

float box(vec2 p, vec2 half_size, float radius) {
  vec2 q = abs(p) - half_size + radius;
  return length(max(q, 0.0)) + min(max(q.x, q.y), 0.0) - radius;
}

float triangle(vec2 p, float h) {  // apex up
  vec2 side = normalize(vec2(2.0, -1.0));
  return max(dot(vec2(abs(p.x), p.y + h), side), p.y - h);
}

void main() {
  float edge = 0.0;  // more than 0: outline of that width over a faint body
  float body = 1.0;
  float d;
  if (v_shape == 0) d = length(v_local) - v_half.y;
  else if (v_shape == 1) d = (abs(v_local.x) + abs(v_local.y) - v_half.y) * 0.70711;
  else if (v_shape == 2) d = box(v_local, vec2(v_half.y * 0.82), v_ratio);
  else if (v_shape == 3) { d = box(v_local, vec2(v_half.y * 0.82), v_ratio); edge = 1.6 * v_ratio; body = 0.25; }
  else if (v_shape == 4) d = triangle(v_local, v_half.y);
  else if (v_shape == 5) { d = box(v_local, v_half, min(3.0 * v_ratio, v_half.x)); edge = v_ratio; body = 0.30; }
  else d = box(v_local, v_half, 0.0);
  float inside = clamp(0.5 - d, 0.0, 1.0);
  float rim = edge > 0.0 ? clamp(d + edge + 0.5, 0.0, 1.0) : 1.0;
  o_color = vec4(v_color.rgb, v_color.a * inside * mix(body, 1.0, rim));
}
