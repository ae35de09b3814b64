// Chosen files: shown at once, made smaller on the device, taken out again, with the limits said before sending.
// The form itself goes through htmx, which reports how far the upload is; without script it is sent as always.
(() => {
  "use strict";

  const LONGEST = 2000; // pixels of the longer side; enough to read a meter or a crack
  const QUALITY = 0.85;

  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);

  // A smaller copy of a picture, or the file itself when it is no picture or would not shrink.
  const shrink = async (file) => {
    if (!/^image\/(jpeg|png|webp)$/.test(file.type)) return file;
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" }).catch(() => null);
    if (!picture) return file;
    const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(picture.width * scale));
    canvas.height = Math.max(1, Math.round(picture.height * scale));
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
    const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));
    if (!blob || blob.size >= file.size) return file;
    return new File([blob], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg" });
  };

  class Upload {
    constructor(box) {
      this.box = box;
      this.input = box.querySelector("input[type=file]");
      this.previews = box.querySelector("[data-previews]");
      this.problem = box.querySelector("[data-problem]");
      this.number = box.querySelector("[data-count]");
      this.untouched = this.number.textContent;
      this.max = Number(box.dataset.maxFiles);
      this.bytes = Number(box.dataset.maxBytes);
      this.files = [];
      this.input.addEventListener("change", () => this.add([...this.input.files]));
      const drop = box.querySelector(".ps-drop");
      const over = (on) => (event) => { event.preventDefault(); drop.classList.toggle("over", on); };
      drop.addEventListener("dragover", over(true));
      drop.addEventListener("dragleave", over(false));
      drop.addEventListener("drop", (event) => { over(false)(event); this.add([...event.dataTransfer.files]); });
    }

    async add(chosen) {
      this.say("");
      for (const file of chosen) {
        if (this.files.length >= this.max) { this.say(fill(this.box.dataset.many, { n: this.max })); break; }
        const small = await shrink(file);
        if (small.size > this.bytes) {
          this.say(fill(this.box.dataset.big, { name: file.name, n: Math.round(this.bytes / 1048576) }));
        } else this.files.push(small);
      }
      this.keep();
    }

    // The input holds exactly what is shown.
    keep() {
      const carrier = new DataTransfer();
      this.files.forEach((file) => carrier.items.add(file));
      this.input.files = carrier.files;
      this.number.textContent = this.files.length ? fill(this.box.dataset.added, { n: this.files.length }) : this.untouched;
      this.show();
    }

    show() {
      this.previews.querySelectorAll("img").forEach((image) => URL.revokeObjectURL(image.src));
      this.previews.replaceChildren(...this.files.map((file) => this.tile(file)));
      this.previews.hidden = !this.files.length;
    }

    tile(file) {
      const tile = document.createElement("span");
      tile.className = "ps-photo";
      if (file.type.startsWith("image/")) {
        const image = document.createElement("img");
        image.src = URL.createObjectURL(file);
        image.alt = file.name;
        tile.append(image);
      } else {
        const name = document.createElement("span");
        name.className = "ps-file";
        name.textContent = file.name;
        tile.append(name);
      }
      const remove = document.createElement("button");
      remove.type = "button";
      remove.className = "btn btn-sm btn-secondary btn-icon";
      remove.setAttribute("aria-label", fill(this.box.dataset.remove, { name: file.name }));
      remove.textContent = "×";
      remove.addEventListener("click", () => {
        this.files = this.files.filter((each) => each !== file);
        this.keep();
        this.input.focus();
      });
      tile.append(remove);
      return tile;
    }

    say(text) {
      this.problem.hidden = !text;
      this.problem.textContent = text;
    }
  }

  const start = (root) => root.querySelectorAll("[data-photos]").forEach((box) => {
    if (!box.upload) box.upload = new Upload(box);
  });

  document.addEventListener("DOMContentLoaded", () => start(document));
  document.addEventListener("htmx:load", (event) => start(event.detail.elt));

  // how far the upload is
  document.addEventListener("htmx:xhr:progress", (event) => {
    const form = event.target.closest?.("form");
    const bar = form?.querySelector("[data-upload-progress]");
    if (!bar || !event.detail.lengthComputable) return;
    bar.hidden = event.detail.loaded >= event.detail.total;
    const progress = bar.querySelector("progress");
    progress.max = event.detail.total;
    progress.value = event.detail.loaded;
    const megabytes = (number) => (number / 1048576).toFixed(1);
    bar.querySelector("[data-figures]").textContent = `${megabytes(event.detail.loaded)} / ${megabytes(event.detail.total)} MB`;
  });
})();
