// The look of the report. Internal to the library.
#ifndef DRIFT_HTML_STYLE_H_
#define DRIFT_HTML_STYLE_H_

namespace yachay::drift {

inline constexpr char kReportStyle[] = R"css(
:root{--ink:#1d2730;--soft:#5b6874;--line:#d9dfe4;--page:#f6f7f8;--card:#fff;--good:#1f7a4d;--bad:#b3382c;--wait:#8a6100;--r:#2f6db3;--c:#d0632b}
@media(prefers-color-scheme:dark){:root{--ink:#e6ebef;--soft:#9aa7b2;--line:#35414b;--page:#14191e;--card:#1c2329;--good:#5fc795;
--bad:#ef8377;--wait:#e0b64f;--r:#6ba6e8;--c:#ee9663}}
*{box-sizing:border-box}
body{font:15px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--page);max-width:1080px;margin:0 auto;padding:28px 20px 60px}
h1{font-size:27px;margin:0}h2{font-size:18px;margin:0 0 12px}h3{font-size:15px;margin:0;overflow-wrap:anywhere}
header p{color:var(--soft);margin:4px 0 18px}.key{display:inline-block;width:.75em;height:.75em;border-radius:2px;margin:0 .35em 0 .9em}
.key.r{background:var(--r);margin-left:0}.key.c{background:var(--c)}
.said{border-left:5px solid var(--k);background:var(--card);padding:12px 16px;border-radius:6px;margin:0 0 18px}.said b{color:var(--k)}
.good{--k:var(--good)}.bad{--k:var(--bad)}.wait{--k:var(--wait)}
.cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(190px,1fr));gap:12px;margin-bottom:18px}
.card,section{background:var(--card);border:1px solid var(--line);border-radius:8px;padding:16px 18px}section{margin-bottom:18px}
.card b{display:block;font-size:25px;font-variant-numeric:tabular-nums}.card span{font-size:12.5px;color:var(--soft)}
.columns{display:grid;grid-template-columns:repeat(auto-fill,minmax(330px,1fr));gap:14px}
.column{border:1px solid var(--line);border-radius:8px;padding:12px 14px}.column.bad{border-color:var(--k);box-shadow:inset 0 3px 0 var(--k)}
.top{display:flex;justify-content:space-between;gap:8px;align-items:baseline}
.chip{font-size:12px;color:var(--k);border:1px solid var(--k);border-radius:99px;padding:0 8px;white-space:nowrap}
.why{color:var(--soft);font-size:12.5px;margin:2px 0 6px;min-height:2.9em}
svg{width:100%;height:auto;font:11px system-ui,sans-serif;display:block}svg text{fill:var(--soft)}
.r0{fill:var(--r);fill-opacity:.28;stroke:var(--r);stroke-width:1.5}.c0{fill:var(--c);fill-opacity:.28;stroke:var(--c);stroke-width:1.5}
.rb{fill:var(--r)}.cb{fill:var(--c)}.axis{stroke:var(--line)}.limit{stroke:var(--ink);stroke-width:1.5}
.fill{fill:var(--k)}.track{fill:var(--line)}.line{fill:none;stroke:var(--k);stroke-width:2}.band{fill:var(--k);fill-opacity:.18}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
th,td{padding:6px 10px;text-align:right;border-bottom:1px solid var(--line);font-weight:400}
th:first-child,td:first-child,.t{text-align:left}tr:first-child th{color:var(--soft);font-size:13px}.hot{color:var(--bad);font-weight:600}
.scroll{overflow-x:auto}footer,.note{color:var(--soft);font-size:13px}
)css";

}  // namespace yachay::drift

#endif  // DRIFT_HTML_STYLE_H_
