/* The panel of numbers beside the grid: the lesson and the student under the focus, and the page.
   The server draws it; here it is only asked for. */

export class Statistics {
  constructor({ data, grid, view, queue, say }) {
    Object.assign(this, { data, grid, view, queue, say, words: data.words });
    this.dialog = document.getElementById("journal-statistics");
    this.box = this.dialog?.querySelector("[data-statistics-body]");
    this.dialog?.addEventListener("close", () => grid.back());
  }

  async open() {
    if (!this.dialog) return;
    const { row, column } = this.grid;
    const url = new URL(this.data.urls.statistics, window.location.href);
    url.searchParams.set("student", this.view.students[row]);
    if (this.data.lessons[column]) url.searchParams.set("lesson", this.data.lessons[column].id);
    this.box.textContent = this.words.loading;
    this.dialog.showModal();
    await this.queue.idle();
    try {
      const response = await fetch(url, { redirect: "manual", cache: "no-store", headers: { "X-Requested-With": "fetch" } });
      if (!response.ok) throw new Error(String(response.status));
      const part = new DOMParser().parseFromString(await response.text(), "text/html");
      this.box.replaceChildren(...part.body.childNodes);
    } catch {
      this.box.textContent = this.words.serverAway;
    }
  }
}
