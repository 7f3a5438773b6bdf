// The look of the training report.
#ifndef CLI_TRAIN_HTML_STYLE_H_
#define CLI_TRAIN_HTML_STYLE_H_

namespace yachay::cli {

inline constexpr char kReportStyle[] = R"css(
:root{--ink:#1d2730;--soft:#5b6874;--line:#d9dfe4;--page:#f6f7f8;--card:#fff;--good:#1f7a4d;--wait:#8a6100;
--forced:#b3382c;--s0:#2f6db3;--s1:#d0632b;--s2:#2f8f6b;--s3:#8457b5;--s4:#b0892a;--s5:#5d7283}
@media(prefers-color-scheme:dark){:root{--ink:#e6ebef;--soft:#9aa7b2;--line:#35414b;--page:#14191e;--card:#1c2329;
--good:#5fc795;--wait:#e0b64f;--forced:#ef8377;--s0:#6ba6e8;--s1:#ee9663;--s2:#62c6a0;--s3:#b892e2;--s4:#dcb964;--s5:#94a8b8}}
*{box-sizing:border-box}
body{font:15px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--page);max-width:1040px;margin:0 auto;padding:28px 20px 60px}
h1{font-size:27px;margin:0}h2{font-size:18px;margin:0 0 14px}h3{font-size:13px;font-weight:600;color:var(--soft);margin:0}
header p{color:var(--soft);margin:4px 0 18px}
.verdict{border-left:5px solid var(--k);background:var(--card);padding:12px 16px;border-radius:6px;margin:0 0 18px}
.verdict b{color:var(--k);margin-right:6px}.good{--k:var(--good)}.wait{--k:var(--wait)}.forced{--k:var(--forced)}
.cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(180px,1fr));gap:12px;margin-bottom:18px}
.card,section{background:var(--card);border:1px solid var(--line);border-radius:8px;padding:16px 18px}
.card b{display:block;font-size:26px;font-variant-numeric:tabular-nums}.card span{font-size:12px;color:var(--soft)}
section{margin-bottom:18px}section h3{margin:18px 0 6px}.pair{display:grid;grid-template-columns:repeat(auto-fit,minmax(340px,1fr));gap:24px;align-items:start}
figure{margin:0 0 12px}figcaption{color:var(--soft);font-size:13px;margin-bottom:8px}
svg{width:100%;height:auto;font:12px system-ui,sans-serif}svg.spark{width:120px;height:26px}svg text{fill:var(--ink)}
.grid{stroke:var(--line);fill:none}.diagonal{stroke:var(--soft);stroke-dasharray:4 4;fill:none}
.line{fill:none;stroke:var(--k);stroke-width:2}.bar,.dot{fill:var(--k)}
.c0{--k:var(--s0)}.c1{--k:var(--s1)}.c2{--k:var(--s2)}.c3{--k:var(--s3)}.c4{--k:var(--s4)}.c5{--k:var(--s5)}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
th,td{padding:6px 10px;text-align:right;border-bottom:1px solid var(--line);font-weight:400}
th:first-child,td:first-child{text-align:left}tr:first-child th{color:var(--soft);font-size:13px}
.confusion td{text-align:center;border:2px solid var(--card);border-radius:6px;padding:10px}
.confusion th:not(:first-child){text-align:center}.confusion td small{display:block;color:inherit;opacity:.75}
.confusion .right{background:color-mix(in srgb,var(--s2) calc(var(--share)*.6),var(--page))}
.confusion .wrong{background:color-mix(in srgb,var(--s1) calc(var(--share)*3),var(--page))}
.scroll{overflow-x:auto}code{font-size:13px}
)css";

}  // namespace yachay::cli

#endif  // CLI_TRAIN_HTML_STYLE_H_
