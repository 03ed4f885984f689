export const predictionsUsage = `  npm run import -- predictions <format> <path> --dataset <slug> --source <slug>
      [--name <name>] [--kind human|model|control|stand-in] [--demo] [--root <prefix to strip>] [--report <file.jsonl>]
    What a model said elsewhere about images that are there, as its own code wrote it (docs/predictions.md):
      legion <folder>          [--verdicts <file>] [--threshold <share>] [--scale-masks]
      fakeshield <file.jsonl>  [--masks <folder>] [--threshold <share>] [--scale-masks]
      fakevlm <file.json>
      scores <file.csv|jsonl>  [--positive generated|real] [--threshold <probability>]
      masks <folder>           [--threshold <share>] [--scale-masks] [--verdict-area <share>|none] [--verdicts <file>]
      mllm-defake <file.csv>`;
