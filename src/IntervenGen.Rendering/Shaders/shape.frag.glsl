// Boxes and meshes are what is rasterised; round shapes are met by the ray through the pixel, exactly.
in vec3 vLocal;
#ifndef DEPTH_ONLY
flat in vec4 vColour;
flat in vec4 vMaterial;
flat in vec3 vEye;
flat in vec3 vSize;
flat in vec4 vTexture;
#if LIGHTS > 0
flat in vec4 vLight[LIGHTS];
flat in vec4 vSpot[LIGHTS];
uniform vec3 uDiffuse[LIGHTS];
uniform vec4 uSpecular[LIGHTS];  // w: exponent of the spot
#endif
uniform vec3 uAmbient, uHeadDiffuse, uHeadSpecular;
#ifdef SHADOWS
in vec3 vShadow;
flat in vec3 vShadowEye;
flat in vec4 vShadowRect;
uniform sampler2DShadow uShadow;
uniform vec2 uShadowNear;  // nearest distance of the map, metres; bias, metres
#endif
#ifdef TEXTURED
uniform sampler2DArray uTextures;
#endif
#if KIND == 4
in vec3 vNormal;
in vec2 vUv;
#endif
layout(location = 0) out vec4 oColour;
#ifdef SEGMENTS
layout(location = 1) out uint oSegment;
#endif
#elif KIND != 0 && KIND != 4
flat in vec3 vEye;
flat in vec3 vSize;
#endif

#if KIND != 0 && KIND != 4
// Where the ray from the eye meets the shape: s in parts of the way to the back of its box, the point and the normal there. All is computed
// from the ray's point nearest to the shape's middle: from the eye, single precision would lose a tenth of a millimetre.
bool meet(out float s, out vec3 p, out vec3 n) {
  vec3 d = vLocal - vEye;
#if KIND == 1
  vec3 e = vEye / vSize;
  d /= vSize;
  float a = dot(d, d), s0 = -dot(e, d) / a;
  vec3 o = e + s0 * d;
  float h = (1.0 - dot(o, o)) / a;
  if (h < 0.0) return false;
  float t = -sqrt(h);
  p = (o + t * d) * vSize;
  n = p / (vSize * vSize);
#else
  float s0 = -dot(vEye, d) / dot(d, d), r = vSize.x, l = vSize.z;
  vec3 o = vEye + s0 * d;
  float a = max(dot(d.xy, d.xy), 1e-12), b = dot(o.xy, d.xy), c = dot(o.xy, o.xy) - r * r, h = b * b - a * c;
  if (h < 0.0) return false;
  float t = (-b - sqrt(h)) / a, height = o.z + t * d.z;
  float end = height > 0.0 ? l : -l;
#if KIND == 2
  if (abs(height) > l) {
    vec3 q = o - vec3(0.0, 0.0, end);
    float dd = dot(d, d), qd = dot(q, d), k = qd * qd - dd * (dot(q, q) - r * r);
    if (k < 0.0) return false;
    t = (-qd - sqrt(k)) / dd;
    n = q + t * d;
  } else {
    n = vec3(o.xy + t * d.xy, 0.0);
  }
  p = o + t * d;
#else
  if (abs(height) > l) {
    float side = t;
    t = (end - o.z) / d.z;
    p = o + t * d;
    if (t < side || dot(p.xy, p.xy) > r * r) return false;
    n = vec3(0.0, 0.0, end);
  } else {
    p = o + t * d;
    n = vec3(p.xy, 0.0);
  }
#endif
#endif
  s = s0 + t;
  return true;
}
#endif

#ifndef DEPTH_ONLY
#ifdef SHADOWS
float lit(float s, float facing) {
  vec3 at = mix(vShadowEye, vShadow, s);
  vec2 uv = at.xy / at.z;
  float reference = uShadowNear.x / (at.z - uShadowNear.y * min(1.0 + 2.0 * sqrt(1.0 - facing * facing) / max(facing, 0.05), 16.0));
  if (any(lessThan(uv, vec2(0.0))) || any(greaterThan(uv, vec2(1.0)))) return 1.0;
  return texture(uShadow, vec3(uv * vShadowRect.xy + vShadowRect.zw, reference));
}
#endif

vec3 shade(vec3 p, vec3 n, float s, vec3 colour) {
  vec3 view = normalize(vEye - p);
  float facing = max(dot(n, view), 0.0);
  vec3 diffuse = uAmbient + uHeadDiffuse * facing, specular = vec3(0.0);
#ifdef SHINY
  float shininess = vMaterial.y;
  specular = uHeadSpecular * pow(facing, shininess);
#endif
#if LIGHTS > 0
  for (int i = 0; i < LIGHTS; i++) {
    vec3 to = normalize(vLight[i].xyz - p * vLight[i].w);
    float towards = max(dot(n, to), 0.0), cone = -dot(to, vSpot[i].xyz);
    float strength = cone < vSpot[i].w ? 0.0 : uSpecular[i].w == 0.0 ? 1.0 : pow(max(cone, 0.0), uSpecular[i].w);
#ifdef SHADOWS
    if (i == SHADOWS) strength *= lit(s, towards);
#endif
    diffuse += uDiffuse[i] * (towards * strength);
#ifdef SHINY
    if (towards > 0.0) specular += uSpecular[i].rgb * (strength * pow(max(dot(n, normalize(to + view)), 0.0), shininess));
#endif
  }
#endif
  return colour * (diffuse + vMaterial.z) + specular * vMaterial.x;
}
#endif

void main() {
#if KIND == 0 || KIND == 4
#ifndef DEPTH_ONLY
  float s = 1.0;
  vec3 p = vLocal;
#if KIND == 4
  vec3 n = normalize(vNormal);
#else
  vec3 side = abs(vLocal) / max(vSize, vec3(1e-9));
  vec3 n = side.z >= max(side.x, side.y) || vSize.z == 0.0 ? vec3(0.0, 0.0, vSize.z == 0.0 ? 1.0 : sign(p.z))
         : side.x >= side.y ? vec3(sign(p.x), 0.0, 0.0) : vec3(0.0, sign(p.y), 0.0);
#endif
#endif
#else
  float s;
  vec3 p, n;
  if (!meet(s, p, n) || s < NEAR * gl_FragCoord.w) discard;
  gl_FragDepth = NEAR * gl_FragCoord.w / s;
#ifndef DEPTH_ONLY
  n = normalize(n);
#endif
#endif
#ifndef DEPTH_ONLY
#ifdef SEGMENTS
  oSegment = uint(vMaterial.w);
#endif
  vec3 colour = vColour.rgb;
#ifdef TEXTURED
#if KIND == 4
  vec2 uv = vUv * vTexture.xy;
#else
  vec2 uv = 0.5 * vTexture.xy * p.xy / (vTexture.z > 0.0 ? vec2(1.0) : max(vSize.xy, vec2(1e-9))) - 0.5;
  uv.y = -uv.y;
#endif
  colour *= texture(uTextures, vec3(uv, vTexture.w)).rgb;
#endif
  oColour = vec4(shade(p, n, s, colour), vColour.a);
#endif
}
