// What Slack makes of a message of blocks, drawn with its texts as texts: a preview, not Slack.
import type { Json, SlackMessage } from "holdpoint/web";
import { h } from "../dom.ts";

export function slackPreview({ blocks }: SlackMessage): HTMLElement {
  return h("div", { class: "slack", tabindex: 0, role: "region", "aria-label": "How Slack shows it" }, h("p", { class: "slack-head" }, h("span", { class: "slack-app", "aria-hidden": "true" }), h("b", {}, "Holdpoint"), h("span", { class: "tag" }, "App")), ...blocks.map(blockOf));
}

function blockOf(block: SlackMessage["blocks"][number]): HTMLElement {
  switch (block.type) {
    case "header":
      return h("p", { class: "slack-title" }, textOf(block["text"]));
    case "divider":
      return h("hr");
    case "context":
      return h("p", { class: "slack-context" }, listOf(block["elements"]).map(textOf).join(" "));
    case "actions":
      return h("p", { class: "slack-actions" }, ...listOf(block["elements"]).map((element) => h("span", { class: "slack-button" }, textOf(memberOf(element, "text")))));
    default:
      return h("p", { class: "slack-section" }, [textOf(block["text"]), ...listOf(block["fields"]).map(textOf), ...listOf(block["elements"]).map(allText)].filter(Boolean).join("\n"));
  }
}

/** Every text within a value, in its order. */
function allText(value: Json | undefined): string {
  if (Array.isArray(value)) return value.map(allText).join("");
  if (typeof value !== "object" || value === null) return "";
  return (typeof value["text"] === "string" ? value["text"] : allText(value["text"])) + allText(value["elements"]);
}

function textOf(value: Json | undefined): string {
  const text = memberOf(value, "text");
  return typeof value === "string" ? value : typeof text === "string" ? text : allText(value);
}

function memberOf(value: Json | undefined, name: string): Json | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? value[name] : undefined;
}

function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}
