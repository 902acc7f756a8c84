// Asks once before a text that was not sent is lost by leaving the page: with the browser's own words.
const CALLING = 1000; // milliseconds: a click on a telephone number leaves nothing

// `isKept` says whether the text stands somewhere else as it is.
export const askBeforeLeaving = (form, isKept = () => false) => {
  let calledAt = -CALLING;
  document.addEventListener("click", (event) => {
    calledAt = event.target.closest('a[href^="tel:"]') ? event.timeStamp : -CALLING;
  });
  addEventListener("beforeunload", (event) => {
    // after "Snel weg" the form is no longer in the page
    if (!form.isConnected || !form.elements.text.value.trim() || isKept()) return;
    if (event.timeStamp - calledAt < CALLING) return;
    event.preventDefault();
    event.returnValue = true; // for older browsers
  });
};
