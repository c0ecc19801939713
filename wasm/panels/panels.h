// Every panel of the screen, one file each: a function of the scene and the rectangle that it may
// fill. Where they stand is said in layout.cpp; to add one, declare it here and give it a row
// there.
#pragma once

#include "scene.h"

namespace crumb::wasm {

using Panel = void (*)(Scene&, const Rect&);

void top_bar(Scene& scene, const Rect& where);
void verdict_panel(Scene& scene, const Rect& where);
void timeline_panel(Scene& scene, const Rect& where);
void origins_panel(Scene& scene, const Rect& where);
void evidence_panel(Scene& scene, const Rect& where);
void contain_panel(Scene& scene, const Rect& where);
void families_panel(Scene& scene, const Rect& where);
void ledger_panel(Scene& scene, const Rect& where);
void decide_panel(Scene& scene, const Rect& where);
void bottom_bar(Scene& scene, const Rect& where);

void start_panel(Scene& scene, const Rect& where);     // nothing dropped yet, or still reading
void no_alert_panel(Scene& scene, const Rect& where);  // files, but no alert: grade by user
void query_panel(Scene& scene, const Rect& where);
void checks_panel(Scene& scene, const Rect& where);
void files_panel(Scene& scene, const Rect& where);
void queue_panel(Scene& scene, const Rect& where);

void help_overlay(Scene& scene, const Rect& where);
void proof_overlay(Scene& scene, const Rect& where);
void override_overlay(Scene& scene, const Rect& where);
void record_overlay(Scene& scene, const Rect& where);
void action_overlay(Scene& scene, const Rect& where);

void draw_screen(Scene& scene, const Rect& where);  // layout.cpp
void handle_keys(Scene& scene);                     // keys.cpp

// Fields of the chosen record, and where it stands; shared by the evidence panel and the record
// overlay.
void draw_record(Scene& scene, const Rect& body);

}  // namespace crumb::wasm
